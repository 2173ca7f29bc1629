package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.PlannedWave;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.Orders;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Starting;
import io.rebootmgr.rollout.WavePlanning;
import io.rebootmgr.rollout.WavePlanning.Filled;
import io.rebootmgr.rollout.WavePlanning.Member;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Service managers, who roll a version out with the program's own code, some at the same moment, and change their minds
 * about it: they pause and resume, skip, retry and abort.
 */
final class RollingOut {
    private static final Keys KEYS = Fleet.KEYS;
    /** Of the histories with trouble. */
    private static final double FLEETS = 0.35;

    private static final double ORDERS_PER_HOUR = 3;
    /** Of the fleets that versions go through, those that people do not leave alone while a wave soaks. */
    private static final double DISTURBED = 0.3;

    private static final Duration LOOK = Duration.ofMinutes(5);

    private final Fleet fleet;
    private final Dice dice;
    private final Duration end;
    /** Of its own, so that what the others draw is the same with them and without. */
    private final Dice soaks;

    private final Dice limits;
    private final boolean isDisturbed;
    private int started;

    private RollingOut(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.dice = dice;
        this.soaks = new Dice(fleet.scenario().seed() ^ 0x50a4L);
        this.limits = new Dice(fleet.scenario().seed() ^ 0x11317L);
        this.isDisturbed = soaks.chance(DISTURBED);
        this.end = fleet.scenario().requests().plus(fleet.scenario().troubled());
    }

    static void plan(Fleet fleet, Dice dice) {
        if (!fleet.scenario().level().isCalm() && dice.chance(FLEETS)) {
            new RollingOut(fleet, dice).plan();
        }
    }

    private void plan() {
        int times = dice.between(1, 3);
        for (int i = 0; i < times; i++) {
            Duration when = dice.between(Duration.ZERO, end.minus(Duration.ofMinutes(20)));
            int together = dice.chance(0.2) ? 2 : 1;
            for (int one = 0; one < together; one++) {
                fleet.timeline().at(fleet.scenario().begin().plus(when), this::start);
            }
        }
        next();
        if (isDisturbed) {
            disturb();
        }
    }

    /** Somebody takes a node's power, and gives it back, or its services fail for a while, while a wave soaks. */
    private void disturb() {
        if (fleet.timeline().now().plus(LOOK).compareTo(end) < 0) {
            fleet.timeline().after(LOOK, () -> {
                boolean isSoaking = rollouts(fleet.keys(KEYS.rollouts())).stream()
                        .anyMatch(one -> one.progress().soaking().isPresent());
                if (isSoaking && soaks.chance(0.4)) {
                    SimulatedNode node = soaks.pick(fleet.nodes());
                    if (soaks.chance(0.5)) {
                        node.cutPower();
                    } else {
                        node.agent().tellHealth("critical");
                        fleet.timeline()
                                .after(
                                        soaks.between(LOOK, LOOK.multipliedBy(4)),
                                        () -> node.agent().tellHealth("passing"));
                    }
                }
                disturb();
            });
        }
    }

    private void next() {
        Duration delay = dice.until(ORDERS_PER_HOUR);
        if (fleet.timeline().now().plus(delay).compareTo(end) < 0) {
            fleet.timeline().after(delay, () -> {
                host(fleet, dice).ifPresent(host -> host.operate(ports -> giveUsual(ports, this::drawn)));
                next();
            });
        }
    }

    private static Optional<SimulatedNode> host(Fleet fleet, Dice dice) {
        List<SimulatedNode> up =
                fleet.nodes().stream().filter(SimulatedNode::isUp).toList();
        return up.isEmpty() ? Optional.empty() : Optional.of(dice.pick(up));
    }

    /**
     * One through the whole fleet: the first node as canary, then these waves, then all others. Where detectors decide
     * they find a change of another kind on each.
     */
    static void planOne(Fleet fleet, RolloutChange change, List<PlannedWave> waves, Duration soak) {
        List<Member> members = members(
                fleet, fleet.nodes().stream().map(SimulatedNode::group).collect(Collectors.toCollection(TreeSet::new)));
        RollingOut one = new RollingOut(fleet, new Dice(fleet.scenario().seed()));
        if (change == RolloutChange.DETECT) {
            ChangeKind[] kinds = ChangeKind.values();
            for (int at = 0; at < fleet.nodes().size(); at++) {
                fleet.nodes().get(at).needs(kinds[at % kinds.length]);
            }
        }
        fleet.timeline()
                .at(
                        fleet.scenario().begin().plusSeconds(1),
                        () -> one.start(change, members, members.getFirst().node(), waves, soak, 0));
    }

    private void start() {
        SortedSet<String> groups =
                fleet.nodes().stream().map(SimulatedNode::group).collect(Collectors.toCollection(TreeSet::new));
        RolloutChange change = change();
        if (groups.size() > 1 && dice.chance(0.4)) {
            groups = new TreeSet<>(List.of(dice.pick(List.copyOf(groups))));
        }
        List<Member> members = new ArrayList<>(members(fleet, groups));
        if (members.size() > 1 && dice.chance(0.2)) {
            // It comes into the group later.
            members.removeLast();
        }
        String canary = dice.pick(members).node();
        Duration soak = dice.between(Duration.ZERO, Duration.ofMinutes(8));
        start(
                change,
                members,
                canary,
                List.of(wave(50), wave(100)),
                isDisturbed ? soaks.between(Duration.ofMinutes(10), Duration.ofMinutes(30)) : soak,
                dice.between(0, 1));
    }

    /** With a limit of its own now and then. */
    private PlannedWave wave(int percent) {
        PlannedWave wave = PlannedWave.of(percent);
        return limits.chance(0.3)
                ? new PlannedWave(
                        wave.name(),
                        wave.nodes(),
                        wave.groups(),
                        wave.percent(),
                        wave.soak(),
                        Optional.of(limits.between(1, 2)))
                : wave;
    }

    private static List<Member> members(Fleet fleet, Set<String> groups) {
        return fleet.nodes().stream()
                .filter(node -> groups.contains(node.group()))
                .map(node -> new Member(node.name(), node.group(), Optional.empty()))
                .toList();
    }

    private void start(
            RolloutChange change,
            List<Member> members,
            String canary,
            List<PlannedWave> waves,
            Duration soak,
            int maxFailed) {
        String id = "rollout" + ++started;
        NodeList canaries = ((NodeList.Reading.Read) NodeList.read(canary)).list();
        WavePlanning.Result result =
                WavePlanning.of(new WavePlanning.Request(id, members, canaries, waves, true, soak));
        if (!(result instanceof WavePlanning.Result.Planned planned)) {
            return;
        }
        SortedSet<String> groups = members.stream().map(Member::group).collect(Collectors.toCollection(TreeSet::new));
        ChosenTasks tasks =
                change == RolloutChange.HOT && dice.chance(0.5) ? new ChosenTasks(List.of(), true) : ChosenTasks.ALL;
        host(fleet, dice)
                .ifPresent(host -> host.operate(ports -> {
                    Instant now = ports.clock().now();
                    SortedMap<String, NodeResult> places = new TreeMap<>();
                    for (Filled wave : planned.waves()) {
                        wave.nodes()
                                .forEach(node -> places.put(
                                        node, NodeResult.waiting(id, wave.wave().name(), now)));
                    }
                    Order order = new Order(
                            id,
                            "v" + id,
                            change,
                            groups,
                            planned.waves().stream().map(Filled::wave).toList(),
                            maxFailed,
                            tasks,
                            "carol",
                            "release",
                            now);
                    try {
                        Starting.start(ports.consul(), KEYS, order, places, ports.clock()::sleep, many -> {});
                    } catch (ConsulException e) {
                        fleet.around().saw(new Happening.Note("no rollout is started: " + e.reason()));
                    }
                }));
    }

    private RolloutChange change() {
        List<RolloutChange> all = new ArrayList<>(List.of(RolloutChange.REBOOT));
        if (fleet.scenario().pace().changes() > 0) {
            all.addAll(List.of(RolloutChange.HOT, RolloutChange.DRAIN));
        }
        if (fleet.scenario().pace().detectors() > 0) {
            all.add(RolloutChange.DETECT);
        }
        return dice.pick(all);
    }

    private Optional<Orders.Answer> drawn(Orders orders, Rollout rollout, Results results) {
        List<String> nodes = List.copyOf(results.nodes().keySet());
        return Optional.of(
                switch (dice.between(0, 9)) {
                    case 0, 1 -> orders.pause();
                    case 2, 3, 4 -> orders.resume();
                    case 5 -> orders.advance();
                    case 6, 7 -> orders.retry(List.of());
                    case 8 -> nodes.isEmpty() ? orders.pause() : orders.skip(List.of(dice.pick(nodes)));
                    default -> dice.chance(0.3) ? orders.abort() : orders.resume();
                });
    }

    /** An order about one rollout; none where it is fine. */
    private interface Choice {
        Optional<Orders.Answer> of(Belief belief, Orders orders, Rollout rollout, Results results);
    }

    /** About one that is believed: of others there is nothing to be ordered but their end. */
    private interface UsualChoice extends Choice {
        Optional<Orders.Answer> of(Orders orders, Rollout rollout, Results results);

        @Override
        default Optional<Orders.Answer> of(Belief belief, Orders orders, Rollout rollout, Results results) {
            return belief instanceof Belief.Ordered ? of(orders, rollout, results) : Optional.empty();
        }
    }

    /** As the commands carry it out. */
    private static void giveUsual(Ports ports, UsualChoice choice) {
        give(ports, choice);
    }

    private static void give(Ports ports, Choice choice) {
        try {
            for (Rollout rollout : rollouts(ports.consul().read(Consistency.CONSISTENT, List.of(KEYS.rollouts())))) {
                View view = ports.consul()
                        .read(Consistency.CONSISTENT, RolloutWrite.prefixesOfOperators(KEYS, rollout.id()));
                Optional<Rollout> said = rollouts(view).stream()
                        .filter(one -> one.id().equals(rollout.id()))
                        .findFirst();
                if (said.isEmpty()) {
                    continue;
                }
                Results results = Results.of(said.get(), view, KEYS);
                Belief belief = Belief.of(view, KEYS, said.get());
                Belief.Ordered believed = belief instanceof Belief.Ordered ordered
                        ? ordered.atLast(results)
                        : new Belief.Ordered(said.get(), Optional.empty(), NodeList.NONE);
                Rollout now = believed.rollout();
                Instant at = ports.clock().now();
                Orders orders = new Orders(now, results, "carol", "because", at);
                Optional<Orders.Answer> answer = choice.of(belief, orders, now, results);
                if (answer.orElse(null) instanceof Orders.Answer.Obeyed obeyed) {
                    List<Operation> write = new ArrayList<>(RolloutWrite.of(
                            view, KEYS, obeyed.next(), results, new Note(at, "carol", obeyed.what(), "")));
                    write.addAll(RolloutWrite.ordered(
                            view, KEYS, believed, obeyed.next(), believed.passed(results, obeyed.nodes(), at)));
                    write.addAll(RolloutWrite.of(view, KEYS, obeyed.nodes()));
                    if (ports.consul().write(write) instanceof Written.Unknown) {
                        return;
                    }
                }
            }
        } catch (ConsulException | MalformedJson e) {
            // Carol tries again another time.
            return;
        }
    }

    private static List<Rollout> rollouts(View view) {
        try {
            return Rollouts.in(view, KEYS).all();
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether none is under way. */
    static boolean isOver(Fleet fleet) {
        return rollouts(fleet.keys(KEYS.rollouts())).isEmpty();
    }

    /**
     * In the morning: what failed goes once more, what is gone for good, or of another group, is not waited for, and
     * what nobody believes ends.
     */
    static final class Morning {
        private static final List<Function<Orders, Orders.Answer>> ONCE_MORE =
                List.of(Orders::resume, orders -> orders.retry(List.of()));

        private final Fleet fleet;
        /** What was done at the last look, and went no further by itself. */
        private final Set<Wave> done = new HashSet<>();

        private record Wave(String rollout, int number) {}

        Morning(Fleet fleet) {
            this.fleet = fleet;
        }

        void putRight() {
            if (isOver(fleet)) {
                return;
            }
            fleet.nodes().stream()
                    .filter(SimulatedNode::isUp)
                    .findFirst()
                    .ifPresent(host -> host.operate(this::putRight));
        }

        private void putRight(Ports ports) {
            // What a group began by itself, and its policy says otherwise by now.
            give(
                    ports,
                    (belief, orders, rollout, results) ->
                            belief instanceof Belief.Doubted ? Optional.of(orders.abort()) : Optional.empty());
            for (Function<Orders, Orders.Answer> order : ONCE_MORE) {
                giveUsual(
                        ports,
                        (orders, rollout, results) ->
                                isBroken(rollout, results) ? Optional.of(order.apply(orders)) : Optional.empty());
            }
            giveUsual(ports, (orders, rollout, results) -> {
                List<String> lost = lost(rollout, results);
                return lost.isEmpty() ? Optional.empty() : Optional.of(orders.skip(lost));
            });
            giveUsual(
                    ports,
                    (orders, rollout, results) ->
                            isStuck(rollout, results) ? Optional.of(orders.advance()) : Optional.empty());
        }

        private static boolean isBroken(Rollout rollout, Results results) {
            return rollout.state() == RolloutState.PAUSED
                    || !results.in(ResultState.FAILED).isEmpty()
                    || rollout.state() == RolloutState.FAILED;
        }

        private List<String> lost(Rollout rollout, Results results) {
            return fleet.nodes().stream()
                    .filter(node -> node.isLost() || !rollout.order().groups().contains(node.group()))
                    .map(SimulatedNode::name)
                    .filter(results.nodes().keySet()::contains)
                    .toList();
        }

        /**
         * Whether its wave was done at the last look already: its soak begins with the next run of any of its nodes.
         */
        private boolean isStuck(Rollout rollout, Results results) {
            boolean isDone = rollout.wave().isPresent()
                    && (rollout.progress().soaking().isEmpty()
                            || results.isEmpty(rollout.progress().wave()))
                    && results.open(rollout.progress().wave()).isEmpty();
            Wave wave = new Wave(rollout.id(), rollout.progress().wave());
            if (!isDone) {
                done.remove(wave);
                return false;
            }
            return !done.add(wave);
        }
    }
}
