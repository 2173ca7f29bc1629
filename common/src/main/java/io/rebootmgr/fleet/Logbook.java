package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.LeaseEntry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.text.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The newest entries of logbooks, and of what is in progress.
 *
 * @param entries newest first
 * @param standing the claims that stand, by their ids: which entries without an end go on, and how far they are
 * @param leases those of the one node that was asked for, newest first
 * @param lease the id of the one that stands; empty where none does
 * @param unreadable logbooks that hold garbage, 100 at most, among those looked at
 */
public record Logbook(
        List<Entry> entries,
        Map<String, ClaimInGroup> standing,
        List<LeaseEntry> leases,
        String lease,
        List<Unreadable> unreadable) {
    public Logbook {
        entries = List.copyOf(entries);
        standing = Map.copyOf(standing);
        leases = List.copyOf(leases);
        unreadable = List.copyOf(unreadable);
    }

    /** One that tells of no lease. */
    public Logbook(List<Entry> entries, Map<String, ClaimInGroup> standing, List<Unreadable> unreadable) {
        this(entries, standing, List.of(), "", unreadable);
    }

    /**
     * Which entries are asked for.
     *
     * @param since only those that began then or later
     * @param most so many of the newest
     */
    public record Choice(Optional<Instant> since, Outcome outcome, int most) {

        /** The newest, whatever became of them. */
        public static Choice newest(int most) {
            return new Choice(Optional.empty(), Outcome.ANY, most);
        }

        private boolean isWholeBook() {
            return since.isEmpty() && outcome == Outcome.ANY;
        }

        private boolean has(Entry entry) {
            boolean young = since.filter(from -> entry.started().isBefore(from)).isEmpty();
            return young
                    && switch (outcome) {
                        case ANY -> true;
                        case NO_REBOOT ->
                            switch (entry.result()) {
                                case IN_PROGRESS -> entry.setback().isPresent();
                                case RELEASED, GIVEN_UP -> true;
                                case REBOOTED, CHANGED -> false;
                            };
                    };
        }
    }

    /** What became of an attempt. */
    public enum Outcome {
        ANY,
        /** It ended, and not with a reboot, or has failed so far. */
        NO_REBOOT
    }

    /** One node's, in one request. Claims that cannot be read concern others, too, and are passed over. */
    public static Logbook ofNode(Consul consul, Keys keys, String node, Choice choice) {
        Bulk read = Bulk.read(consul, List.of(keys.history(node), keys.lease(node), keys.groups()));
        View view = new View(read.entries());
        List<ClaimInGroup> claims = FleetClaims.ofBothLists(view, keys).ofNode(node);
        Newest newest = new Newest(choice, keys, new FleetClaims(claims, List.of()));
        view.get(keys.history(node)).ifPresent(newest::add);
        read.tooLarge().forEach(newest::add);
        Logbook logbook = newest.logbook();
        String lease = LeaseState.in(view, keys, node) instanceof LeaseState.Held(Lease held) ? held.id() : "";
        return new Logbook(
                logbook.entries,
                logbook.standing,
                leases(view.get(keys.history(node)), choice),
                lease,
                logbook.unreadable);
    }

    /** None of a logbook that cannot be read, which is told elsewhere; how reboots ended is no question to them. */
    private static List<LeaseEntry> leases(Optional<View.Entry> book, Choice choice) {
        if (book.isEmpty() || choice.outcome() != Outcome.ANY) {
            return List.of();
        }
        try {
            return History.parse(book.get().value()).leases().reversed().stream()
                    .filter(lease -> choice.since()
                            .filter(from -> lease.since().isBefore(from))
                            .isEmpty())
                    .limit(choice.most())
                    .toList();
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    /**
     * All nodes', merged. Every logbook is fetched, 64 a request and several requests at a time. Where nothing but the
     * newest is asked for, only as many as that are parsed, those that were written last: what ended last is in them;
     * and those of nodes that hold a claim.
     */
    public static Logbook ofFleet(Consul consul, Keys keys, Choice choice) {
        KeySubjects subjects = new KeySubjects(keys);
        List<String> books = consul.keys(Consistency.DEFAULT, keys.nodes()).stream()
                .filter(name -> subjects.of(name) instanceof KeySubject.History)
                .toList();
        View groups = consul.read(Consistency.DEFAULT, List.of(keys.groups()));
        Newest newest = new Newest(choice, keys, FleetClaims.ofBothLists(groups, keys));
        Bulk left = Survey.values(consul, books, newest::take);
        left.entries().forEach(newest::add);
        left.tooLarge().forEach(newest::add);
        return newest.logbook();
    }

    /** What goes on under a claim as its node has it in its own file, with tasks of which nobody was told yet. */
    public Logbook knowing(Entry kept) {
        List<Entry> known = entries.stream()
                .map(entry -> entry.claim().equals(kept.claim()) && entry.end().isEmpty() ? kept : entry)
                .toList();
        return new Logbook(known, standing, leases, lease, unreadable);
    }

    /** The entries that began last, of the logbooks that may hold them; several threads bring these. */
    private static final class Newest {
        private static final int MOST_UNREADABLE = 100;
        /** Of two that began at the same moment always the same one comes first, whichever answer was faster. */
        private static final Comparator<Entry> OLDEST_FIRST =
                Comparator.comparing(Entry::started).thenComparing(Entry::node).thenComparing(Entry::claim);

        private final Choice choice;
        private final KeySubjects subjects;
        /** Where whole books are asked for: when those were written that have been read, the oldest first. */
        private final PriorityQueue<Long> written = new PriorityQueue<>();

        private final PriorityQueue<Entry> entries = new PriorityQueue<>(OLDEST_FIRST);
        private final List<Unreadable> unreadable = new ArrayList<>();
        private final Map<String, ClaimInGroup> standing = new LinkedHashMap<>();
        /** The logbooks of those that hold claims. */
        private final Set<String> holders = new HashSet<>();
        /** Of these claims no logbook says anything. */
        private final Map<String, ClaimInGroup> untold;

        Newest(Choice choice, Keys keys, FleetClaims claims) {
            this.choice = choice;
            this.subjects = new KeySubjects(keys);
            for (ClaimInGroup held : claims.all()) {
                standing.put(held.claim().id(), held);
                holders.add(keys.history(held.claim().node()));
            }
            this.untold = new LinkedHashMap<>(standing);
            unreadable.addAll(claims.unreadable());
        }

        /** Takes all of these, and leaves what was too large. */
        Bulk take(Bulk books) {
            books.entries().forEach(this::add);
            return new Bulk(List.of(), books.tooLarge());
        }

        void add(View.Entry book) {
            if (isToBeRead(book)) {
                try {
                    add(book.modifyIndex(), own(book));
                } catch (MalformedJson e) {
                    add(new Unreadable(book.key(), e.reason()));
                }
            }
        }

        /** Not where as many are there that were written later: what ended last is in those. */
        private synchronized boolean isToBeRead(View.Entry book) {
            return !choice.isWholeBook()
                    || written.size() < choice.most()
                    || book.modifyIndex() >= written.element()
                    || holders.contains(book.key());
        }

        private synchronized void add(long index, List<Entry> book) {
            for (Entry entry : book) {
                untold.remove(entry.claim());
                if (choice.has(entry)) {
                    keep(entry);
                }
            }
            written.add(index);
            if (written.size() > choice.most()) {
                written.remove();
            }
        }

        /**
         * A logbook is its node's to write, and tells of that node alone, as much as a run ever keeps there: so nobody
         * who has taken over one node tells the story of the others.
         */
        private List<Entry> own(View.Entry book) throws MalformedJson {
            List<Entry> entries = History.parse(book.value()).entries();
            return subjects.of(book.key()) instanceof KeySubject.History(String node)
                    ? entries.subList(Math.max(0, entries.size() - History.MOST), entries.size()).stream()
                            .filter(entry -> entry.node().equals(node))
                            .toList()
                    : List.of();
        }

        synchronized void add(Unreadable book) {
            if (unreadable.size() < MOST_UNREADABLE) {
                unreadable.add(book);
            }
        }

        private void keep(Entry entry) {
            entries.add(entry);
            if (entries.size() > choice.most()) {
                entries.remove();
            }
        }

        /** A claim of an older agent, or of a node whose logbook cannot be read, is told by what it says itself. */
        private static Entry told(ClaimInGroup held) {
            Claim claim = held.claim();
            return Entry.begun(claim.id(), claim.node(), held.group(), claim.reason(), List.of(), claim.since());
        }

        Logbook logbook() {
            untold.values().stream().map(Newest::told).filter(choice::has).forEach(this::keep);
            return new Logbook(
                    entries.stream().sorted(OLDEST_FIRST.reversed()).toList(),
                    standing,
                    unreadable.stream()
                            .sorted(Comparator.comparing(Unreadable::key))
                            .toList());
        }
    }
}
