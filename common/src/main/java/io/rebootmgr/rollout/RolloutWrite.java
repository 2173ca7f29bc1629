package io.rebootmgr.rollout;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change of a rollout is in Consul: its key, its record and the keys of nodes, by compare-and-set with the view
 * that it was decided by. All of it is one transaction where it fits one.
 */
public final class RolloutWrite {
    /** Removed with one transaction that has other things to do. */
    private static final int MARKS_MOST = 18;

    private static final int ORDERS_MOST = 40;
    /** For longer no claim of a rollout that is over goes on, but one that hangs. */
    private static final Duration MARKS_KEPT = Duration.ofDays(7);

    private RolloutWrite() {}

    /**
     * What a run, or an operator, has to read for it: all rollouts, their orders, the places of all nodes, the record.
     *
     * @param id the rollout's
     */
    public static List<String> prefixes(Keys keys, String id) {
        return List.of(keys.rollouts(), keys.rolloutOrders(), keys.rolloutNodes(), keys.rolloutRecord(id));
    }

    /** What operators have to read: what tells whether to believe one that nobody ordered, too. */
    public static List<String> prefixesOfOperators(Keys keys, String id) {
        return Stream.concat(prefixes(keys, id).stream(), Stream.of(keys.versions(), keys.config(), keys.groups()))
                .toList();
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
        RolloutRecord before = recordBefore(view, keys, next, note);
        return List.of(
                new Operation.PutIf(keys.rollouts(), all.replacing(next).bytes(), view.index(keys.rollouts())),
                new Operation.PutIf(record, before.with(next, note, results).bytes(), view.index(record)));
    }

    /** One that is gone, or cannot be read, begins anew with what is known of its start; the logbook says so. */
    private static RolloutRecord recordBefore(View view, Keys keys, Rollout next, Note note) {
        String key = keys.rolloutRecord(next.id());
        try {
            Optional<View.Entry> entry = view.get(key);
            return entry.isPresent() ? RolloutRecord.parse(entry.get().value()) : RolloutRecord.begun(next);
        } catch (MalformedJson e) {
            return RolloutRecord.begunAnew(next, note, "the key " + key + " " + e.reason());
        }
    }

    /**
     * What operators want of a rollout from now on, to be written with it.
     *
     * @param view of {@link #prefixes}
     * @param believed the rollout before that
     * @param passed see {@link Belief.Ordered#passed}
     */
    public static List<Operation> ordered(
            View view, Keys keys, Belief.Ordered believed, Rollout next, Set<String> passed) {
        String key = keys.rolloutOrder(next.id());
        if (next.state().hasEnded()) {
            return view.get(key)
                    .<Operation>map(entry -> new Operation.DeleteIf(key, entry.modifyIndex()))
                    .map(List::of)
                    .orElse(List.of());
        }
        // Whoever orders something of one that its group began by itself has made it theirs.
        StandingOrder standing = believed.order().orElseGet(() -> StandingOrder.begun(next.order()));
        return List.of(new Operation.PutIf(
                key, standing.after(believed.rollout(), next, passed).bytes(), view.index(key)));
    }

    /**
     * That its groups do not follow its version any more, where it was published: an operator has aborted it. The
     * record says so too, but every node can write that.
     *
     * @param view of {@link #prefixesOfOperators}
     */
    public static List<Operation> aborted(View view, Keys keys, Order order) {
        try {
            Versions all = Versions.in(view, keys);
            Versions next = all.aborted(order.version(), order.groups());
            return next.equals(all)
                    ? List.of()
                    : List.of(new Operation.PutIf(keys.versions(), next.bytes(), view.index(keys.versions())));
        } catch (MalformedJson e) {
            // Nobody follows what cannot be read.
            return List.of();
        }
    }

    /** The orders of rollouts that came to their end, which goes with no word of an operator's; some at a time. */
    static List<Operation> ordersOfOver(View view, Keys keys) throws MalformedJson {
        Rollouts all = Rollouts.in(view, keys);
        return view.under(keys.rolloutOrders()).stream()
                .filter(entry -> all.of(
                                entry.key().substring(keys.rolloutOrders().length()))
                        .isEmpty())
                .limit(ORDERS_MOST)
                .<Operation>map(entry -> new Operation.DeleteIf(entry.key(), entry.modifyIndex()))
                .toList();
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

    /**
     * What goes when this rollout ends: the marks of such as have long been over, and the records that no group keeps
     * any more. Not its own marks: what is committed of it goes on, and must not do once more what was done once.
     *
     * @param all that are under way, this one among them
     * @param group of the node that sweeps, whose token may write no marks of others; empty for an operator
     */
    public static List<Operation> swept(
            Consul consul, Keys keys, Rollouts all, String id, Instant now, Optional<String> group) {
        List<Operation> swept = new ArrayList<>();
        View view = consul.read(Consistency.DEFAULT, List.of(keys.rolloutRecords()));
        List<RolloutRecord> records = records(view, keys);
        RolloutRecord.excess(records).forEach(old -> swept.add(new Operation.Delete(keys.rolloutRecord(old))));
        Set<String> left = Stream.of(
                        Stream.of(id),
                        all.all().stream().map(Rollout::id),
                        records.stream()
                                .filter(record -> !record.hasEndedBefore(now.minus(MARKS_KEPT)))
                                .map(record -> record.rollout().id()))
                .flatMap(ids -> ids)
                .collect(Collectors.toSet());
        String marks = group.map(keys::rolloutOnces).orElse(keys.rolloutOnces());
        consul.keys(Consistency.DEFAULT, marks).stream()
                .filter(mark -> {
                    String[] of = mark.substring(keys.rolloutOnces().length()).split("/", 3);
                    return of.length < 3 || (!of[1].equals(id) && !left.contains(of[1]));
                })
                .limit(MARKS_MOST)
                .forEach(mark -> swept.add(new Operation.Delete(mark)));
        return swept;
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
