package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A node's last logbook entries, oldest first, as they stand in {@code nodes/<n>/history}. */
public record History(List<Entry> entries, List<LeaseEntry> leases, OtherFields others) {
    public static final History NONE = new History(List.of());

    /** Entries kept; older ones are dropped. */
    public static final int MOST = 20;

    /** The newest ones, which stay whatever they are. Of those before them stays longest what brakes count. */
    private static final int NEWEST = 10;

    /** Leases kept: what an agent carries through that does not know them is bounded, see {@link OtherFields}. */
    private static final int MAX_LEASES = 8;

    /** Half of what Consul takes as a value. */
    static final int MAX_BYTES = 256 * 1024;

    public History {
        entries = List.copyOf(entries);
        leases = List.copyOf(leases);
    }

    /** Of which nobody says more. */
    public History(List<Entry> entries) {
        this(entries, List.of(), OtherFields.NONE);
    }

    /** What stands in a {@code history} key. */
    public static History parse(byte[] value) throws MalformedJson {
        List<Entry> entries = new ArrayList<>();
        Fields fields = Fields.parse(value);
        for (Fields item : fields.objects("entries")) {
            entries.add(Entry.read(item));
        }
        List<LeaseEntry> leases = new ArrayList<>();
        for (Fields item : fields.objects("leases")) {
            leases.add(LeaseEntry.read(item));
        }
        return new History(entries, leases, OtherFields.of(fields, Set.of("entries", "leases")::contains));
    }

    /**
     * With this entry as the newest. What stands there of the same claim becomes part of it, so that writing it twice
     * does no harm, and an operator's release stays when the node comes back all the same.
     */
    public History with(Entry entry) {
        List<Entry> longer = new ArrayList<>();
        Entry whole = entry;
        for (Entry old : entries) {
            if (old.claim().equals(entry.claim())) {
                whole = whole.over(old);
            } else {
                longer.add(old);
            }
        }
        longer.add(whole);
        while (longer.size() > MOST) {
            longer.remove(leastMissed(longer));
        }
        return new History(longer, leases, others);
    }

    /** With this lease, in the place of what stands there of it, else as the newest. */
    public History with(LeaseEntry lease) {
        List<LeaseEntry> longer = new ArrayList<>();
        boolean known = false;
        for (LeaseEntry old : leases) {
            boolean same = old.id().equals(lease.id());
            known |= same;
            longer.add(same ? lease : old);
        }
        if (!known) {
            longer.add(lease);
        }
        return new History(entries, longer.subList(Math.max(0, longer.size() - MAX_LEASES), longer.size()), others);
    }

    /** What is written down of a lease. */
    public Optional<LeaseEntry> ofLease(String id) {
        return leases.stream().filter(lease -> lease.id().equals(id)).findFirst();
    }

    /** What is written down of a claim's attempt. */
    public Optional<Entry> of(String claim) {
        return entries.stream().filter(entry -> entry.claim().equals(claim)).findFirst();
    }

    /** The oldest attempt that came to nothing, else the oldest of all. */
    private static int leastMissed(List<Entry> entries) {
        for (int i = 0; i < entries.size() - NEWEST; i++) {
            if (!entries.get(i).isCounted()) {
                return i;
            }
        }
        return 0;
    }

    /**
     * The claim of the newest change that brakes count; empty where there is none. Of these the oldest goes first, so
     * as long as any older one stands here this one does.
     */
    public String newestCounted() {
        return entries.stream()
                .filter(Entry::isCounted)
                .reduce((older, newer) -> newer)
                .map(Entry::claim)
                .orElse("");
    }

    /**
     * How many reboots for one reason are complete: by the trigger's name or in its words. What an operator did by hand
     * is not counted, for a person is no loop; what ended later than now is, for the clock may have been set back.
     *
     * @param text the trigger's words
     * @param since earlier ones do not count
     * @param forgiven the claim up to which an operator has forgiven them; where it is not there any more all are newer
     */
    public int rebootsFor(String trigger, String text, Instant since, String forgiven) {
        int count = 0;
        for (Entry entry : entries) {
            if (entry.rebooted()
                    && !entry.byOperator()
                    && !entry.latest().isBefore(since)
                    && (entry.by().contains(trigger) || entry.isFor(text))) {
                count++;
            }
            if (entry.claim().equals(forgiven)) {
                count = 0;
            }
        }
        return count;
    }

    /**
     * How many changes in a row were made for a detector that asked for another kind of change as soon as each was
     * made. One behind which it was content ends the row.
     *
     * @param detector its trigger's name
     * @param since earlier ones do not count
     * @param forgiven the claim up to which an operator has forgiven them
     */
    public int turnsFor(String detector, Instant since, String forgiven) {
        int count = 0;
        for (Entry entry : entries) {
            if (entry.succeeded()
                    && entry.by().contains(detector)
                    && !entry.latest().isBefore(since)) {
                count = entry.moreBy().contains(detector) ? count + 1 : 0;
            }
            if (entry.claim().equals(forgiven)) {
                count = 0;
            }
        }
        return count;
    }

    /** As it is written to the key: at most 256 KiB, of as many of the newest entries as fit. */
    public byte[] bytes() {
        byte[] all = bytes(entries);
        for (int from = 1; all.length > MAX_BYTES && from < entries.size(); from++) {
            all = bytes(entries.subList(from, entries.size()));
        }
        return all;
    }

    private byte[] bytes(List<Entry> some) {
        ArrayNode list = Json.array();
        some.forEach(entry -> list.add(entry.json()));
        ObjectNode json = Json.object();
        json.set("entries", list);
        if (!leases.isEmpty()) {
            ArrayNode held = json.putArray("leases");
            leases.forEach(lease -> held.add(lease.json()));
        }
        others.writeTo(json);
        return Json.bytes(json);
    }
}
