package io.rebootmgr.simulation;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.policy.Follow;
import io.rebootmgr.rollout.Followed;
import io.rebootmgr.rollout.Published;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Somebody publishes versions, which groups roll out by themselves, as the fleet's policy says. */
final class Publishing {
    private static final Keys KEYS = Fleet.KEYS;
    private static final double FLEETS = 0.15;
    private static final String FOLLOW = ",\"follow\":\"all\"";

    private final Fleet fleet;
    private int published;

    private Publishing(Fleet fleet) {
        this.fleet = fleet;
    }

    /** What the policy of a fleet says of it whose nodes have so many hot tasks; nothing in most fleets. */
    static String policy(Dice dice, int changes) {
        if (!dice.chance(FLEETS)) {
            return "";
        }
        String change = changes > 0 ? dice.pick(List.of("hot", "drain", "reboot")) : "reboot";
        return FOLLOW + ",\"rollout\":{\"change\":\"" + change + "\",\"waves\":\"50%,100%\",\"soak\":\""
                + dice.between(0, 300) + "s\",\"max_failed\":" + dice.between(0, 1) + "}";
    }

    /** Whether groups of this fleet follow. */
    static boolean isFollowed(Fleet fleet) {
        return fleet.scenario().apart().contains(FOLLOW);
    }

    static void plan(Fleet fleet, Dice dice) {
        if (isFollowed(fleet)) {
            Publishing publishing = new Publishing(fleet);
            Duration end = fleet.scenario().requests().plus(fleet.scenario().troubled());
            for (int times = dice.between(1, 3); times > 0; times--) {
                fleet.timeline().at(fleet.scenario().begin().plus(dice.between(Duration.ZERO, end)), publishing::one);
            }
        }
    }

    private void one() {
        String name = "p" + ++published;
        fleet.nodes().stream()
                .filter(SimulatedNode::isUp)
                .findFirst()
                .ifPresent(host -> host.operate(ports -> publish(ports, name)));
    }

    /** As {@code rebootmgr version publish} does it, once. */
    private static void publish(Ports ports, String name) {
        try {
            View view = ports.consul().read(Consistency.CONSISTENT, List.of(KEYS.versions(), KEYS.published()));
            Versions all = Versions.in(view, KEYS)
                    .with(new PublishedVersion(
                            name,
                            PublishedVersion.Kind.MINOR,
                            ports.clock().now(),
                            "dave",
                            "",
                            Set.of(),
                            OtherFields.NONE));
            ports.consul()
                    .write(List.of(
                            new Operation.PutIf(KEYS.versions(), all.bytes(), view.index(KEYS.versions())),
                            new Operation.Put(
                                    KEYS.published(),
                                    Published.of(all, view, KEYS).orElseThrow())));
        } catch (ConsulException | MalformedJson e) {
            // Dave sees that it failed, and goes home.
            return;
        }
    }

    /** Whether every group that has a node has taken over the newest version. */
    static boolean isOver(Fleet fleet) {
        if (!isFollowed(fleet)) {
            return true;
        }
        Optional<String> newest = newest(fleet);
        View view = fleet.keys(KEYS.groups());
        return newest.isEmpty()
                || fleet.nodes().stream()
                        .filter(SimulatedNode::isUp)
                        .map(node -> Followed.in(view, KEYS, node.group()))
                        .allMatch(followed -> followed.version().equals(newest.get()) && !followed.begun());
    }

    private static Optional<String> newest(Fleet fleet) {
        try {
            return Published.newest(fleet.keys(KEYS.published()), KEYS, Follow.ALL);
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }
}
