package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.CheckState;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.CanaryMarks;
import io.rebootmgr.rollout.Move;
import io.rebootmgr.rollout.Moves;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Strangers;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rollouts read from Consul for people: two requests, however many nodes there are. */
public final class RolloutReading {
    /** Of more nodes it is not told what holds each. */
    private static final int NAMED_MOST = 10;
    /** Of more groups it is not told what stops or pauses them. */
    private static final int GROUPS_MOST = 5;
    /** How what a node said of a lease begins, behind what it said of what waits for that: the lease is told itself. */
    private static final String BY_LEASE = ": held by lease: ";
    /** Of a name that comes from elsewhere. */
    private static final int NAME_MOST = 200;
    /** A day, and what a timer may be late. */
    private static final Duration SILENT = NodeStatus.SIGN_OF_LIFE.plus(Duration.ofHours(2));

    private final Consul consul;
    private final Keys keys;
    private final Instant now;
    private final ZoneId zone;

    public RolloutReading(Consul consul, Keys keys, Instant now, ZoneId zone) {
        this.consul = consul;
        this.keys = keys;
        this.now = now;
        this.zone = zone;
    }

    /**
     * Rollouts, and what could not be read.
     *
     * @param views those under way first, then those that have ended, newest first
     * @param isUnsure whether more may be under way: the key of those, or a rollout in it, is among what could not be
     *     read
     */
    public record Found(List<RolloutView> views, List<Unreadable> unreadable, boolean isUnsure) {
        public Found {
            views = List.copyOf(views);
            unreadable = List.copyOf(unreadable);
        }
    }

    private Found found(List<RolloutView> views, List<Unreadable> unreadable) {
        return new Found(views, unreadable.stream().distinct().toList(), isUnsure(unreadable));
    }

    private boolean isUnsure(List<Unreadable> unreadable) {
        return unreadable.stream().anyMatch(one -> one.key().equals(keys.rollouts()));
    }

    /** Those under way, with why they are not further. */
    public Found underWay() {
        View view =
                consul.read(Consistency.DEFAULT, List.of(keys.rollouts(), keys.rolloutOrders(), keys.rolloutNodes()));
        List<Unreadable> unreadable = new ArrayList<>();
        List<RolloutView> views = underWay(view, rollouts(view, unreadable).all(), unreadable);
        return found(views, unreadable);
    }

    private List<RolloutView> underWay(View view, List<Rollout> all, List<Unreadable> unreadable) {
        List<RolloutView> views = new ArrayList<>();
        for (Rollout said : all) {
            Results results = Strangers.without(consul, Consistency.DEFAULT, view, keys, said);
            results.unreadable().forEach((node, why) -> unreadable.add(new Unreadable(keys.rolloutNode(node), why)));
            View full = withPolicy(view, said);
            views.add(
                    switch (Belief.of(full, keys, said)) {
                        case Belief.Doubted(String why) -> RolloutView.held(said, results, why);
                        case Belief.Ordered its -> {
                            Results marked = results.markedIn(full, keys);
                            List<String> locks = locks(its.rollout(), marked);
                            yield RolloutView.of(
                                    its.rollout(), results, why(its, marked, locks), locks, passed(its, marked));
                        }
                    });
        }
        return views;
    }

    private List<String> locks(Rollout rollout, Results results) {
        return Moves.next(rollout, results, "", now) instanceof Move.Finalize(List<String> groups)
                ? FinalizeLocks.held(consul, keys, rollout.id(), groups)
                : List.of();
    }

    private int passed(Belief.Ordered its, Results results) {
        Rollout rollout = its.rollout();
        int said = Math.min(rollout.progress().wave(), rollout.order().waves().size());
        int passed = 0;
        while (passed < said && its.holds(results, passed + 1, now, () -> zone).isEmpty()) {
            passed++;
        }
        return passed;
    }

    /** The one of this id, be it over, or gone. */
    public Found one(String id) {
        // As of one moment: one that ends just now must not look like one that somebody took out.
        View view = consul.read(
                Consistency.DEFAULT,
                List.of(keys.rollouts(), keys.rolloutOrders(), keys.rolloutNodes(), keys.rolloutRecord(id)));
        List<Unreadable> unreadable = new ArrayList<>();
        Rollouts all = rollouts(view, unreadable);
        List<Rollout> its = all.of(id).map(List::of).orElse(List.of());
        List<RolloutView> views = its.isEmpty()
                ? notUnderWay(view, id, mayHold(all, unreadable, id), unreadable)
                        .map(List::of)
                        .orElse(List.of())
                : underWay(view, its, unreadable);
        return found(views, unreadable);
    }

    private Optional<RolloutView> notUnderWay(View view, String id, boolean mayBe, List<Unreadable> unreadable) {
        Optional<RolloutRecord> record = records(view, unreadable).stream()
                .filter(one -> one.rollout().id().equals(id))
                .findFirst();
        if (record.filter(one -> one.ended().isPresent()).isPresent()) {
            return record.map(one -> RolloutView.of(one, Results.of(one.rollout(), view, keys)));
        }
        if (mayBe) {
            String why = unreadable.stream()
                    .filter(one -> one.key().equals(keys.rollouts()))
                    .map(Unreadable::text)
                    .collect(Collectors.joining("; "));
            return record.map(RolloutRecord::rollout)
                    .map(one -> RolloutView.held(one, Results.of(one, view, keys), why));
        }
        GoneRollout gone = new GoneRollout(keys, view, zone);
        Optional<RolloutView> its = gone.view(id, record);
        if (its.isEmpty()) {
            gone.unreadable(id).ifPresent(unreadable::add);
        }
        return its;
    }

    /** Whether it may be under way all the same, for what stands there cannot be read. */
    private boolean mayHold(Rollouts all, List<Unreadable> unreadable, String id) {
        return isUnsure(unreadable)
                && (all.broken().isEmpty()
                        || all.broken().stream()
                                .anyMatch(one -> one.id().isEmpty() || one.id().equals(id)));
    }

    /** All of them, without their nodes: a request, and one more for each under way that no operator has ordered. */
    public Found list() {
        View view =
                consul.read(Consistency.DEFAULT, List.of(keys.rollouts(), keys.rolloutOrders(), keys.rolloutRecords()));
        List<Unreadable> unreadable = new ArrayList<>();
        List<RolloutView> views = new ArrayList<>();
        Rollouts under = rollouts(view, unreadable);
        View none = new View(List.of());
        under.all().forEach(one -> views.add(withoutNodes(withPolicy(view, one), keys, one)));
        List<RolloutRecord> records = records(view, keys, new ArrayList<>());
        GoneRollout gone = new GoneRollout(keys, view, zone);
        gone.ids(records).stream()
                .filter(id -> under.of(id).isEmpty() && !mayHold(under, unreadable, id))
                .flatMap(id ->
                        gone
                                .view(
                                        id,
                                        records.stream()
                                                .filter(record ->
                                                        record.rollout().id().equals(id))
                                                .findFirst())
                                .stream())
                .forEach(views::add);
        records(view, unreadable).stream()
                .filter(record -> record.ended().isPresent())
                .map(record -> RolloutView.of(record, Results.of(record.rollout(), none, keys)))
                .forEach(views::add);
        return found(views, unreadable);
    }

    /**
     * One under way, without its nodes.
     *
     * @param view it holds {@link Keys#rolloutOrders}, and of one that no operator has ordered the policy of its group
     *     and {@link Keys#versions}
     */
    static RolloutView withoutNodes(View view, Keys keys, Rollout one) {
        Results nobody = Results.of(one, new View(List.of()), keys);
        return Belief.of(view, keys, one) instanceof Belief.Doubted(String why)
                ? RolloutView.held(one, nobody, why)
                : RolloutView.of(one, nobody, List.of(), 0);
    }

    /** The logbook's records, newest first, of one group or all. */
    public static List<RolloutRecord> records(
            Consul consul, Keys keys, Optional<String> group, List<Unreadable> unreadable) {
        View view = consul.read(Consistency.DEFAULT, List.of(keys.rolloutRecords()));
        return records(view, keys, unreadable).stream()
                .filter(record ->
                        group.isEmpty() || record.rollout().order().groups().contains(group.get()))
                .toList();
    }

    private List<RolloutRecord> records(View view, List<Unreadable> unreadable) {
        return records(view, keys, unreadable);
    }

    private static List<RolloutRecord> records(View view, Keys keys, List<Unreadable> unreadable) {
        List<RolloutRecord> records = new ArrayList<>();
        for (View.Entry entry : view.under(keys.rolloutRecords())) {
            try {
                records.add(RolloutRecord.parse(entry.value()));
            } catch (MalformedJson e) {
                unreadable.add(new Unreadable(entry.key(), e.reason()));
            }
        }
        records.sort(Comparator.comparing(RolloutRecord::at).reversed());
        return records;
    }

    private Rollouts rollouts(View view, List<Unreadable> unreadable) {
        return rollouts(view, keys, unreadable);
    }

    /** Those under way in a view that holds their key. */
    static Rollouts rollouts(View view, Keys keys, List<Unreadable> unreadable) {
        try {
            Rollouts all = Rollouts.in(view, keys);
            all.broken()
                    .forEach(one -> unreadable.add(new Unreadable(
                            keys.rollouts(),
                            "holds a rollout " + name(one.id()) + " that cannot be read: it " + one.why())));
            return all;
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(keys.rollouts(), e.reason()));
            return Rollouts.NONE;
        }
    }

    /** What tells whether nodes believe what stands there, by one more question where no operator has ordered it. */
    private View withPolicy(View view, Rollout said) {
        String group = said.order().groups().iterator().next();
        boolean isOrdered = view.get(keys.rolloutOrder(said.id())).isPresent();
        return isOrdered
                ? view
                : consul.read(
                        Consistency.DEFAULT,
                        Stream.concat(
                                        Belief.prefixes(keys, group).stream(),
                                        Stream.of(CanaryMarks.prefix(keys, group, said.id())))
                                .toList());
    }

    /** Why it is not further: what comes next, and of the nodes that it waits for what holds each. */
    private List<String> why(Belief.Ordered belief, Results results, List<String> locks) {
        Rollout rollout = belief.rollout();
        List<String> why = new ArrayList<>();
        if (rollout.state() == RolloutState.PAUSED || rollout.state() == RolloutState.FAILED) {
            String next = rollout.state() == RolloutState.PAUSED
                    ? rollout.command("resume") + " goes on with it"
                    : rollout.mended(results)
                            .orElseGet(() -> rollout.command("retry") + " gives what failed another try, "
                                    + rollout.command("skip", "NODE") + " leaves a node out, and "
                                    + rollout.command("abort") + " ends it");
            Stream.of(rollout.why(results), next).distinct().forEach(why::add);
            if (!rollout.paused().isEmpty()) {
                why.add("it stays paused when it is retried: " + rollout.paused());
            }
            return why;
        }
        belief.holds(
                        results,
                        Math.min(
                                rollout.progress().wave(),
                                rollout.order().waves().size()),
                        now,
                        () -> zone)
                .ifPresent(early -> why.add("its nodes do not begin yet: " + early));
        switch (Moves.next(rollout, results, "", now)) {
            case Move.Stay(String text, Optional<Instant> until) ->
                why.add(text
                        + until.map(end -> " until " + Moments.ahead(end, now, zone))
                                .orElse(""));
            case Move.Judge judge -> why.add("the soak is over: the next run judges how its nodes stand");
            case Move.Finalize(List<String> groups) -> {
                Unplaced.holds(consul, keys, belief, results).ifPresent(why::add);
                groups.forEach(group ->
                        why.add("all nodes are done; finalize tasks of group " + name(group) + " are due on one of "
                                + name(String.join(", ", rollout.finale().of(group)))));
                why.addAll(locks);
            }
            case Move.Write write -> why.add("the next run finds it due: " + write.what());
        }
        List<String> open = rollout.isFinalizing()
                ? rollout.unfinalized().stream()
                        .flatMap(group -> rollout.finale().of(group).stream())
                        .toList()
                : results.open(rollout.progress().wave());
        why.addAll(holds(belief, results, open.subList(0, Math.min(open.size(), NAMED_MOST))));
        notLookedAt(why, open.size() - NAMED_MOST, "nodes");
        notLookedAt(
                why, rollout.order().groups().size() - GROUPS_MOST, "groups, of which stops and pauses may hold it");
        return why;
    }

    private static void notLookedAt(List<String> why, int more, String what) {
        if (more > 0) {
            why.add("not looked at: " + more + " more " + what);
        }
    }

    private static String name(String raw) {
        return PrintableText.excerpt(raw, NAME_MOST);
    }

    /** What it said last, of one that does not stand idle; of one that is at it only what it has said since. */
    private static String said(NodeStatus status, Optional<NodeResult> place) {
        Optional<NodeStatus.Last> said = switch (status.state()) {
            case HELD, FAILED, PARKED, UNKNOWN -> status.last();
            case PREPARING, CHANGING, REBOOTING, RETURNING ->
                status.last()
                        .filter(last -> place.filter(one -> one.state() == ResultState.RUNNING
                                        && !last.at().isBefore(one.at()))
                                .isPresent());
            case IDLE -> Optional.empty();
        };
        return said.map(last -> ": " + last.reason()).orElse("");
    }

    /** By a check that Consul itself has of each node. */
    private List<String> dead() {
        return consul.checks(CheckState.CRITICAL, Consistency.DEFAULT).stream()
                .filter(found -> found.check().id().equals("serfHealth"))
                .map(Consul.FoundCheck::node)
                .toList();
    }

    /** What its detectors said, where that keeps everything from it. */
    private static String blind(NodeStatus status) {
        return status.needs().verdict().equals("error") ? ", and its detectors cannot say what it needs" : "";
    }

    /** Of one that has not even told that it lives: its timer may be off. */
    private String silent(NodeStatus status) {
        return status.seen()
                .map(seen -> Duration.between(seen, now))
                .filter(since -> since.compareTo(SILENT) > 0)
                .map(since ->
                        ", and has not run for " + Durations.brief(since) + ": look at its rebootmgr.timer, or skip it")
                .orElse("");
    }

    private List<String> holds(Belief.Ordered belief, Results results, List<String> nodes) {
        Rollout rollout = belief.rollout();
        List<String> prefixes = new ArrayList<>(List.of(keys.stop(), keys.pause()));
        for (String node : nodes) {
            prefixes.addAll(List.of(
                    keys.status(node),
                    keys.lease(node),
                    keys.nodeStop(node),
                    keys.nodePause(node),
                    keys.disabled(node)));
        }
        rollout.order().groups().stream()
                .limit(GROUPS_MOST)
                .forEach(group -> prefixes.addAll(List.of(keys.groupStop(group), keys.groupPause(group))));
        View view = consul.read(Consistency.DEFAULT, prefixes);
        Fleet fleet = Fleet.of(view, keys);
        List<String> why = new ArrayList<>();
        fleet.stops().forEach(stop -> why.add("stopped by " + stop.key() + ": " + stop.reason()));
        fleet.pauses().stream().filter(pause -> pause.holds(now)).forEach(pause -> why.add(pause.text(zone)));
        List<String> dead = nodes.isEmpty() ? List.of() : dead();
        for (String node : nodes) {
            Optional<NodeResult> place = Optional.ofNullable(results.nodes().get(node));
            Optional<String> waits = place.flatMap(one -> belief.waitsForCanaries(keys, node, one));
            if (waits.isPresent()) {
                why.add(node + " " + waits.get());
                continue;
            }
            if (dead.contains(node)) {
                why.add(node + " is not alive in Consul: start it, or skip it");
                continue;
            }
            view.get(keys.disabled(node)).ifPresent(entry -> why.add(node + " disabled itself: " + entry.text()));
            LeaseState lease = LeaseState.in(view, keys, node);
            Optional<String> leased =
                    lease.holder(() -> zone).map(holder -> holder + "; " + lease.wayOut(node) + " ends that");
            leased.ifPresent(by -> why.add(node + " is leased by " + by));
            Optional<NodeStatus> status = fleet.node(node).flatMap(Node::status);
            if (status.isEmpty()) {
                why.add(node + " has said nothing of itself, or nothing that can be read");
            } else if (status.get().speaks() < NodeStatus.SPEAKS) {
                why.add(node + " has an agent that does not know rollouts: upgrade it, or skip the node");
            } else if (!rollout.order().groups().contains(status.get().group())) {
                why.add(node + " is in group " + status.get().group() + " by now: skip it");
            } else {
                String says = place.filter(one ->
                                one.state() == ResultState.OK && !one.reason().isEmpty())
                        .map(one -> ": " + name(one.reason()))
                        .orElseGet(() -> said(status.get(), place));
                int byLease = leased.isPresent() ? says.indexOf(BY_LEASE) : -1;
                String beside =
                        (byLease < 0 ? says : says.substring(0, byLease)) + blind(status.get()) + silent(status.get());
                boolean isAllSaid =
                        byLease >= 0 && beside.isEmpty() && status.get().state() == NodeStatus.State.HELD;
                if (!isAllSaid) {
                    why.add(node + " is " + status.get().state().label() + beside);
                }
            }
        }
        return why;
    }
}
