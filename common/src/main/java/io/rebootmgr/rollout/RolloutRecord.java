package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rollout in the logbook, from its start on: who did what to it and why, and at its end how its waves went. A key
 * each, {@code rollout_history/<id>}, so that a rollout of many groups is written in one transaction.
 *
 * @param rollout as it was at the last note
 * @param results of its waves, at its end; none before
 * @param notes the oldest first, at most {@value #NOTES_MAX}: then the oldest but the first goes
 * @param ended empty while it is under way
 */
public record RolloutRecord(
        Rollout rollout, List<Tally> results, List<Note> notes, Optional<Instant> ended, OtherFields others) {
    /** So many of a group are kept. */
    public static final int PER_GROUP_MAX = 50;

    private static final int NOTES_MAX = 100;
    /** Removed with one transaction that has other things to do. */
    private static final int EXCESS_MOST = 40;

    private static final Set<String> KNOWN = Set.of("rollout", "results", "notes", "ended");

    public RolloutRecord {
        results = List.copyOf(results);
        notes = List.copyOf(notes);
    }

    /** Of one that begins. */
    public static RolloutRecord begun(Rollout rollout) {
        Order order = rollout.order();
        Note started = new Note(order.started(), order.by(), "started", order.reason());
        return new RolloutRecord(rollout, List.of(), List.of(started), Optional.empty(), OtherFields.NONE);
    }

    /**
     * Of one whose record cannot be read.
     *
     * @param next the rollout as it is from now on
     * @param by the note that is written next
     * @param why the record cannot be read
     */
    static RolloutRecord begunAnew(Rollout next, Note by, String why) {
        RolloutRecord begun = begun(next);
        List<Note> notes = new ArrayList<>(begun.notes());
        notes.add(new Note(by.at(), by.by(), "began this record anew, what was done before is lost", why));
        return new RolloutRecord(next, List.of(), notes, Optional.empty(), OtherFields.NONE);
    }

    /** What stands in such a key. */
    public static RolloutRecord parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        Optional<Fields> rollout = fields.object("rollout");
        if (rollout.isEmpty()) {
            throw new MalformedJson("has no field rollout");
        }
        List<Tally> results = new ArrayList<>();
        for (Fields one : fields.objects("results")) {
            results.add(Tally.parse(one));
        }
        List<Note> notes = new ArrayList<>();
        for (Fields one : fields.objects("notes")) {
            notes.add(Note.parse(one));
        }
        return new RolloutRecord(
                StoredRollout.parse(rollout.get()),
                results,
                notes,
                fields.has("ended") ? Optional.of(fields.instant("ended")) : Optional.empty(),
                OtherFields.of(fields, KNOWN::contains));
    }

    /** With one more note, of what has become of the rollout; where that ended it, with its results. */
    public RolloutRecord with(Rollout next, Note note, Results now) {
        List<Note> more = new ArrayList<>(notes);
        if (more.size() >= NOTES_MAX) {
            more.remove(1);
        }
        more.add(note);
        return next.state().hasEnded()
                ? new RolloutRecord(next, now.tallies(), more, Optional.of(note.at()), others)
                : new RolloutRecord(next, List.of(), more, Optional.empty(), others);
    }

    /** Whether it was over then already. */
    boolean hasEndedBefore(Instant then) {
        return ended.filter(at -> at.isBefore(then)).isPresent();
    }

    /** When it began or, over, ended: what a logbook is sorted by. */
    public Instant at() {
        return ended.orElse(rollout.order().started());
    }

    /**
     * The ids of those that have ended and that no group keeps any more, at most {@value #EXCESS_MOST}, the oldest
     * first.
     */
    public static List<String> excess(Collection<RolloutRecord> all) {
        List<RolloutRecord> newest = all.stream()
                .sorted(Comparator.comparing(RolloutRecord::at).reversed())
                .toList();
        Map<String, Integer> kept = new HashMap<>();
        Set<String> have = new HashSet<>();
        List<String> excess = new ArrayList<>();
        for (RolloutRecord one : newest) {
            boolean isKept = one.ended().isEmpty();
            boolean isDone = one.rollout().state() == RolloutState.DONE;
            for (String group : one.rollout().order().groups()) {
                // The newest that came through tells which version the group has.
                isKept |= kept.merge(group, 1, Integer::sum) <= PER_GROUP_MAX || (isDone && !have.contains(group));
                if (isDone) {
                    have.add(group);
                }
            }
            if (!isKept) {
                excess.add(one.rollout().id());
            }
        }
        return excess.reversed().stream().limit(EXCESS_MOST).toList();
    }

    /** For programs, and as it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("rollout", StoredRollout.of(rollout));
        if (!results.isEmpty()) {
            ArrayNode list = json.putArray("results");
            results.forEach(one -> list.add(one.json()));
        }
        ArrayNode list = json.putArray("notes");
        notes.forEach(note -> list.add(note.json()));
        ended.ifPresent(at -> json.put("ended", at.toString()));
        others.writeTo(json);
        return json;
    }

    public byte[] bytes() {
        return Json.bytes(json());
    }
}
