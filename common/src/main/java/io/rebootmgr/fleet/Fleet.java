package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.text.Unreadable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The fleet at a glance.
 *
 * @param initialised whether there is a fleet policy; without one no node reboots
 * @param stops the fleet's first, then groups', then nodes'
 * @param pauses those that are over too, in the same order
 * @param groups by name
 * @param nodes those with a status or a reboot_required key, by name
 * @param leases nodes that somebody else has, by name
 * @param rollouts those under way, without their nodes
 * @param unreadable keys that hold garbage; everything else is as if they were not there
 */
public record Fleet(
        boolean initialised,
        List<StopFlag> stops,
        List<Pause> pauses,
        List<Group> groups,
        List<Node> nodes,
        List<NodeLease> leases,
        List<RolloutView> rollouts,
        List<Unreadable> unreadable) {
    public Fleet {
        stops = List.copyOf(stops);
        pauses = List.copyOf(pauses);
        groups = List.copyOf(groups);
        nodes = List.copyOf(nodes);
        leases = List.copyOf(leases);
        rollouts = List.copyOf(rollouts);
        unreadable = List.copyOf(unreadable);
    }

    /** What the keys in this view say. */
    public static Fleet of(View view, Keys keys) {
        return new FleetReading(view, keys, new Statuses(keys), List.of()).fleet();
    }

    public Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** Of this group only: its slots, the stop flags that reach it, and the nodes that say they are in it. */
    public Fleet ofGroup(String name) {
        List<Node> members = nodes.stream()
                .filter(node -> node.group().equals(Optional.of(name)))
                .toList();
        return new Fleet(
                initialised,
                stops.stream()
                        .filter(stop -> reaches(stop.scope(), stop.name(), name, members))
                        .toList(),
                pauses.stream()
                        .filter(pause -> reaches(pause.scope(), pause.name(), name, members))
                        .toList(),
                groups.stream().filter(group -> group.name().equals(name)).toList(),
                members,
                leases.stream()
                        .filter(lease ->
                                members.stream().anyMatch(node -> node.name().equals(lease.node())))
                        .toList(),
                rollouts.stream()
                        .filter(view -> view.rollout().order().groups().contains(name))
                        .toList(),
                unreadable);
    }

    /** Of this node only: its status, and the slots and stop flags of its group. */
    public Fleet ofNode(String name) {
        List<Node> one = nodes.stream().filter(node -> node.name().equals(name)).toList();
        List<Group> its =
                groups.stream().filter(group -> isGroupOf(group, name, one)).toList();
        return new Fleet(
                initialised,
                stops.stream()
                        .filter(stop -> reachesNode(stop.scope(), stop.name(), name, its))
                        .toList(),
                pauses.stream()
                        .filter(pause -> reachesNode(pause.scope(), pause.name(), name, its))
                        .toList(),
                its,
                one,
                leases.stream().filter(lease -> lease.node().equals(name)).toList(),
                rollouts.stream()
                        .filter(view -> its.stream()
                                .anyMatch(
                                        group -> view.rollout().order().groups().contains(group.name())))
                        .toList(),
                unreadable);
    }

    private static boolean reachesNode(StopFlag.Scope scope, String whose, String node, List<Group> its) {
        return switch (scope) {
            case FLEET -> true;
            case GROUP -> its.stream().anyMatch(group -> group.name().equals(whose));
            case NODE -> whose.equals(node);
        };
    }

    /** The stop flags that keep all of this group from rebooting, the fleet's first. */
    public List<StopFlag> stopsOf(String group) {
        return stops.stream()
                .filter(stop -> switch (stop.scope()) {
                    case FLEET -> true;
                    case GROUP -> stop.name().equals(group);
                    case NODE -> false;
                })
                .toList();
    }

    /** The pauses that hold all of this group now, the fleet's first. */
    public List<Pause> pausesOf(String group, Instant now) {
        return pauses.stream()
                .filter(pause -> pause.holds(now))
                .filter(pause -> switch (pause.scope()) {
                    case FLEET -> true;
                    case GROUP -> pause.name().equals(group);
                    case NODE -> false;
                })
                .toList();
    }

    private static boolean isGroupOf(Group group, String node, List<Node> one) {
        return one.stream().anyMatch(n -> n.group().equals(Optional.of(group.name())))
                || Stream.concat(group.holders().stream(), group.hot().stream())
                        .anyMatch(h -> h.claim().node().equals(node));
    }

    private static boolean reaches(StopFlag.Scope scope, String whose, String group, List<Node> members) {
        return switch (scope) {
            case FLEET -> true;
            case GROUP -> whose.equals(group);
            case NODE -> members.stream().anyMatch(node -> node.name().equals(whose));
        };
    }
}
