package io.rebootmgr.rollout;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a change of a rollout is in Consul: its key, its record and the keys of nodes, by compare-and-set with the view
 * that it was decided by. All of it is one transaction where it fits one.
 */
public final class RolloutWrite {
    private RolloutWrite() {}

    /**
     * What a run, or an operator, has to read for it: all rollouts, the places of all nodes, the record.
     *
     * @param id the rollout's
     */
    public static List<String> prefixes(Keys keys, String id) {
        return List.of(keys.rollouts(), keys.rolloutNodes(), keys.rolloutRecord(id));
    }

    /**
     * The rollout and its record.
     *
     * @param view of {@link #prefixes}
     * @throws MalformedJson when the key {@code rollouts} cannot be read: it is left as it is
     */
    public static List<Operation> of(View view, Keys keys, Rollout next, Results results, Note note)
            throws MalformedJson {
        Rollouts all = Rollouts.in(view, keys);
        String record = keys.rolloutRecord(next.id());
        RolloutRecord before = record(view, keys, next.id())
                .orElseGet(() -> new RolloutRecord(next, List.of(), List.of(), Optional.empty(), OtherFields.NONE));
        return List.of(
                new Operation.PutIf(keys.rollouts(), all.replacing(next).bytes(), view.index(keys.rollouts())),
                new Operation.PutIf(record, before.with(next, note, results).bytes(), view.index(record)));
    }

    /** Nodes that stand otherwise from now on. */
    public static List<Operation> of(View view, Keys keys, SortedMap<String, NodeResult> nodes) {
        List<Operation> write = new ArrayList<>();
        for (Map.Entry<String, NodeResult> one : nodes.entrySet()) {
            String key = keys.rolloutNode(one.getKey());
            write.add(new Operation.PutIf(key, one.getValue().bytes(), view.index(key)));
        }
        return write;
    }

    /** All records that can be read. */
    public static List<RolloutRecord> records(View view, Keys keys) {
        List<RolloutRecord> records = new ArrayList<>();
        for (View.Entry entry : view.under(keys.rolloutRecords())) {
            try {
                records.add(RolloutRecord.parse(entry.value()));
            } catch (MalformedJson e) {
                // The logbook tells of it, and it is left as it is.
            }
        }
        return records;
    }

    /** The record of this rollout; empty where there is none, or none that can be read: it is begun anew. */
    public static Optional<RolloutRecord> record(View view, Keys keys, String id) {
        try {
            Optional<View.Entry> entry = view.get(keys.rolloutRecord(id));
            return entry.isPresent()
                    ? Optional.of(RolloutRecord.parse(entry.get().value()))
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
