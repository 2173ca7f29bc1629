package io.rebootmgr.simulation;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.Release;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Purpose;
import io.rebootmgr.leasing.Acquisition;
import io.rebootmgr.leasing.LeaseOrder;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.Waived;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The morning after: nothing goes wrong any more, people put right what only they can, and the fleet has to come to
 * rest.
 */
final class Peace {
    private static final Keys KEYS = Fleet.KEYS;
    private static final Duration REPAIR = Duration.ofMinutes(12);
    private static final Duration ROUND = Duration.ofMinutes(5);
    /** Every how many rounds people look at what gave up. */
    private static final int LOOK = 3;

    private static final int BREATHS = 30;

    private final Fleet fleet;
    private final RollingOut.Morning rollouts;

    Peace(Fleet fleet) {
        this.fleet = fleet;
        this.rollouts = new RollingOut.Morning(fleet);
    }

    /** Lets the fleet run until it is at rest, or the scenario's bound is reached. */
    void come() {
        fleet.calm();
        fleet.put(KEYS.config(), fleet.policy(fleet.scenario().limit()));
        fleet.nodes().forEach(node -> {
            node.agent().reconnect();
            node.wakeUp();
        });
        // What was under way arrives first.
        fleet.timeline().run(fleet.timeline().now().plus(ROUND));
        int round = 0;
        do {
            // Where nothing went wrong there is nothing to put right but a rollout; whoever only waits would be
            // resumed.
            if (!fleet.scenario().level().isCalm() && round++ % LOOK == 0) {
                putRight();
            } else {
                rollouts.putRight();
            }
            fleet.timeline().run(fleet.timeline().now().plus(ROUND));
        } while (!isAtRest()
                && fleet.timeline().now().compareTo(fleet.scenario().bound()) < 0);
        // Sessions that nobody was told of end by their TTL.
        Duration ttl = fleet.scenario().level().isCalm()
                ? Duration.ZERO
                : fleet.scenario().sessionTtl().multipliedBy(2).plus(ROUND);
        fleet.timeline().run(fleet.timeline().now().plus(ttl));
        // Only that no run is in the middle of finding that there is nothing to do, or that its node is parked.
        for (int breath = 0; !isQuiet() && breath < BREATHS; breath++) {
            fleet.timeline().run(fleet.timeline().now().plusSeconds(1));
        }
    }

    /** Nothing is going on, and nothing is asked for. */
    boolean isAtRest() {
        return fleet.nodes().stream().allMatch(this::isAtRest)
                && claims().isEmpty()
                && fleet.keys(KEYS.nodes()).under(KEYS.nodes()).stream()
                        .noneMatch(entry -> entry.key().endsWith("/lease"))
                && RollingOut.isOver(fleet)
                && Publishing.isOver(fleet);
    }

    private boolean isQuiet() {
        return fleet.nodes().stream().allMatch(SimulatedNode::isQuiet);
    }

    private boolean isAtRest(SimulatedNode node) {
        List<String> keys = List.of(KEYS.rebootRequired(node.name()), KEYS.changeRequired(node.name()));
        return node.isQuiet()
                && !node.hasTriggerFile()
                && !node.isInNeed()
                && keys.stream().allMatch(key -> fleet.keys(key).get(key).isEmpty());
    }

    /** What is left though nothing goes on any more, as far as only the nodes and the servers know it. */
    List<String> leftovers() {
        List<String> left = new ArrayList<>();
        for (SimulatedNode node : fleet.nodes()) {
            node.agent().maintenance().ifPresent(reason -> left.add(node.name() + " is in maintenance: " + reason));
            if (!node.isQuiet()) {
                left.add(node.name() + " has not come to rest");
            }
        }
        fleet.servers().model().sessions().all().forEach(session -> left.add("a session is left: " + session));
        return left;
    }

    private void putRight() {
        View view = fleet.keys(KEYS.prefix() + "/");
        for (View.Entry entry : view.under(KEYS.prefix() + "/")) {
            boolean ours = entry.key().equals(KEYS.config());
            // The last is what a node writes that must not write its own policy; `resume --node` clears it.
            if (entry.key().endsWith("/stop")
                    || entry.key().endsWith("/pause")
                    || (entry.key().endsWith("/config") && !ours)
                    || entry.key().endsWith("/lease")
                    || entry.key().endsWith("/disabled")) {
                fleet.delete(entry.key());
            }
        }
        rollouts.putRight();
        fleet.nodes().forEach(SimulatedNode::putNameRight);
        for (SimulatedNode node : fleet.nodes()) {
            if (node.isLost()) {
                giveUp(node);
            } else {
                node.recipe().fix();
                resume(node, view);
                waive(node);
            }
        }
    }

    /** As {@code rebootmgr resume --node} does it; a file that was obeyed is removed rather than obeyed once more. */
    private void resume(SimulatedNode node, View view) {
        view.get(KEYS.status(node.name())).ifPresent(entry -> {
            NodeStatus status = status(entry);
            Stream<String> held = Stream.concat(
                    status.parked().stream().map(NodeStatus.Parked::trigger), status.loop().triggers().stream());
            if (held.anyMatch(trigger -> trigger.startsWith("/"))) {
                node.removeTriggerFile();
                return;
            }
            NodeStatus resumed = status.resumed(newestReboot(node, view));
            if (!resumed.equals(status)) {
                fleet.put(entry.key(), new String(resumed.bytes(), StandardCharsets.UTF_8));
            }
        });
    }

    private static String newestReboot(SimulatedNode node, View view) {
        String key = KEYS.history(node.name());
        return view.get(key)
                .map(entry -> {
                    try {
                        return History.parse(entry.value()).newestCounted();
                    } catch (MalformedJson e) {
                        throw new IllegalStateException(key, e);
                    }
                })
                .orElse("");
    }

    private static NodeStatus status(View.Entry entry) {
        try {
            return NodeStatus.parse(entry.value());
        } catch (MalformedJson e) {
            throw new IllegalStateException(entry.key(), e);
        }
    }

    /** It is removed from the cluster, and its slot given back, by the agent's own code. */
    private void giveUp(SimulatedNode node) {
        node.giveUpForLost();
        fleet.timeline().after(REPAIR, node::bringBack);
        for (Claim claim : claims()) {
            if (claim.node().equals(node.name())) {
                fleet.nodes().stream()
                        .filter(SimulatedNode::isUp)
                        .findFirst()
                        .ifPresent(other -> other.operate(ports -> release(ports, other, node, claim)));
            }
        }
    }

    /** And leased, so that it does not come alive in the hands of whoever repairs it. */
    private static void release(Ports ports, SimulatedNode other, SimulatedNode lost, Claim claim) {
        new Release(ports, other.self()).carryOut(new Release.Order(lost.name(), claim.id(), "op", "lost"));
        LeaseOrder order = new LeaseOrder(lost.name(), "op", Purpose.MAINTENANCE, "it is repaired", Optional.empty());
        Acquisition.acquire(ports.consul(), KEYS, ports.clock(), order, "repair-" + claim.id(), Duration.ZERO);
    }

    /** As {@code rebootmgr waive} does it: what is gone for good is not waited for. */
    private void waive(SimulatedNode node) {
        for (Claim claim : claims()) {
            Waived waived = Waived.none(claim.id());
            for (String service : node.servicesGone()) {
                waived = waived.and(new Waived.Service(service, "op", Instant.EPOCH, "gone"));
            }
            boolean waits = claim.node().equals(node.name())
                    && claim.isCommitted()
                    && !waived.of(claim.awaited()).equals(claim.awaited());
            if (waits) {
                fleet.put(KEYS.waived(node.name()), new String(waived.bytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        View view = fleet.keys(KEYS.groups());
        SortedSet<String> groups = new TreeSet<>();
        fleet.nodes().forEach(node -> groups.add(node.group()));
        for (String group : groups) {
            try {
                claims.addAll(Slots.in(view, KEYS, group).claims());
                claims.addAll(Slots.in(view, KEYS.of(ClaimList.HOT), group).claims());
            } catch (MalformedJson e) {
                throw new IllegalStateException(group, e);
            }
        }
        return claims;
    }
}
