package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Node.Wanted;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.rollout.Published;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.slot.Freed;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.text.Unreadable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sorts a view's keys into a {@link Fleet}. Used once. */
final class FleetReading {
    private final View view;
    private final Keys keys;
    private final KeySubjects subjects;
    private final List<StopFlag> stops = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>();
    private final Set<String> groups = new TreeSet<>();
    private final Set<String> nodes = new TreeSet<>();
    private final Map<String, NodeStatus> statuses = new HashMap<>();
    private final Set<String> ownPolicies = new TreeSet<>();
    private final Map<String, List<Wanted>> wanted = new TreeMap<>();
    private final List<NodeLease> leases = new ArrayList<>();
    /** A set: a fleet policy that cannot be read is met once per group. */
    private final Set<Unreadable> unreadable = new LinkedHashSet<>();

    private final List<Unreadable> tooLarge;

    /**
     * Of these keys.
     *
     * @param read the statuses that were taken out of the view already
     * @param tooLarge keys that are there and not in the view
     */
    FleetReading(View view, Keys keys, Statuses read, List<Unreadable> tooLarge) {
        this.view = view;
        this.keys = keys;
        this.subjects = new KeySubjects(keys);
        read.byNode().forEach(this::status);
        this.tooLarge = List.copyOf(tooLarge);
    }

    Fleet fleet() {
        boolean initialised = view.get(keys.config()).isPresent()
                || tooLarge.stream().anyMatch(one -> one.key().equals(keys.config()));
        policy(Optional.empty(), Optional.empty());
        view.under(keys.prefix() + "/").forEach(this::sort);
        tooLarge.forEach(this::sortTooLarge);
        leases.sort(Comparator.comparing(NodeLease::node));
        stops.sort(Comparator.comparing(StopFlag::scope).thenComparing(StopFlag::name));
        pauses.sort(Comparator.comparing(Pause::scope).thenComparing(Pause::name));
        List<Group> read = groups.stream().map(this::group).toList();
        List<Node> known = nodes.stream().map(this::node).toList();
        List<Unreadable> broken = new ArrayList<>();
        List<RolloutView> rollouts = RolloutReading.rollouts(view, keys, broken).all().stream()
                .map(one -> RolloutReading.withoutNodes(view, keys, one))
                .toList();
        unreadable.addAll(broken);
        versions();
        return new Fleet(initialised, stops, pauses, read, known, leases, rollouts, List.copyOf(unreadable));
    }

    /** Groups that follow go by these. */
    private void versions() {
        try {
            Versions.in(view, keys);
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(keys.versions(), e.reason()));
        }
        Published.wrong(view, keys)
                .map(why -> new Unreadable(
                        keys.published(),
                        why + " (the next `rebootmgr version publish` or `retract` writes it anew; where it is deleted"
                                + " no group follows until then)"))
                .ifPresent(unreadable::add);
    }

    private void sort(View.Entry entry) {
        switch (subjects.of(entry.key())) {
            case KeySubject.FleetStop() -> stops.add(stop(StopFlag.Scope.FLEET, "", entry));
            case KeySubject.GroupStop(String group) -> {
                groups.add(group);
                stops.add(stop(StopFlag.Scope.GROUP, group, entry));
            }
            case KeySubject.NodeStop(String node) -> stops.add(stop(StopFlag.Scope.NODE, node, entry));
            case KeySubject.FleetPause() -> pauses.add(Pause.in(entry, StopFlag.Scope.FLEET, ""));
            case KeySubject.GroupPause(String group) -> {
                groups.add(group);
                pauses.add(Pause.in(entry, StopFlag.Scope.GROUP, group));
            }
            case KeySubject.NodePause(String node) -> pauses.add(Pause.in(entry, StopFlag.Scope.NODE, node));
            case KeySubject.GroupSlots(String group) -> groups.add(group);
            case KeySubject.Out(String group, String node) -> groups.add(group);
            case KeySubject.Lock(String group, String node) -> entry.session().ifPresent(session -> groups.add(group));
            case KeySubject.GroupConfig(String group) -> groups.add(group);
            case KeySubject.Wanted(String node) -> {
                nodes.add(node);
                wanted.computeIfAbsent(node, n -> new ArrayList<>()).add(Wanted.in(entry));
            }
            case KeySubject.Status(String node) -> status(node, entry);
            case KeySubject.Waiting(String group, String node) -> groups.add(group);
            case KeySubject.NodeConfig(String node) -> ownPolicies.add(node);
            case KeySubject.Lease(String node) -> NodeLease.of(node, entry).ifPresent(leases::add);
            case KeySubject.History(String node) -> {}
            case KeySubject.Other() -> NearlyStops.of(keys, entry.key()).ifPresent(unreadable::add);
        }
    }

    /** That such a key is there counts, whatever it holds. */
    private void sortTooLarge(Unreadable one) {
        unreadable.add(one);
        switch (subjects.of(one.key())) {
            case KeySubject.Status(String node) -> nodes.add(node);
            // What they say together cannot be told.
            case KeySubject.NodeConfig config -> {}
            default -> sort(new View.Entry(one.key(), new byte[0], 1, Optional.empty()));
        }
    }

    private static StopFlag stop(StopFlag.Scope scope, String name, View.Entry entry) {
        return StopFlag.in(entry, scope, name);
    }

    private void status(String node, NodeStatus status) {
        nodes.add(node);
        statuses.put(node, status);
        groups.add(status.group());
    }

    private void status(String node, View.Entry entry) {
        try {
            status(node, NodeStatus.parse(entry.value()));
        } catch (MalformedJson e) {
            nodes.add(node);
            unreadable.add(new Unreadable(entry.key(), e.reason()));
        }
    }

    private Node node(String name) {
        Optional<NodeStatus> status = Optional.ofNullable(statuses.get(name));
        Optional<Policy> own = ownPolicies.contains(name)
                ? policy(status.map(NodeStatus::group), Optional.of(name))
                : Optional.empty();
        return new Node(name, status, own, wanted.getOrDefault(name, List.of()));
    }

    private Group group(String name) {
        List<ClaimInGroup> holders = List.of();
        List<ClaimInGroup> hot = List.of();
        Freed freed = Freed.NEVER;
        try {
            holders = ClaimInGroup.in(view, keys, name);
            freed = Slots.in(view, keys, name).freed();
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(keys.slots(name), e.reason()));
        }
        Keys hotKeys = keys.of(ClaimList.HOT);
        try {
            hot = ClaimInGroup.in(view, hotKeys, name);
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(hotKeys.slots(name), e.reason()));
        }
        return new Group(
                name,
                policy(Optional.of(name), Optional.empty()),
                holders,
                hot,
                freed,
                WaitingLine.of(view, keys, name),
                WaitingLine.of(view, hotKeys, name));
    }

    /** What the layers say together; none where there is no layer, or one that cannot be read. */
    private Optional<Policy> policy(Optional<String> group, Optional<String> node) {
        List<Layer> layers = new ArrayList<>();
        view.get(keys.config()).ifPresent(entry -> layers.add(layer(entry, LayerKind.FLEET)));
        group.flatMap(name -> view.get(keys.groupConfig(name)))
                .ifPresent(entry -> layers.add(layer(entry, LayerKind.GROUP)));
        node.flatMap(name -> view.get(keys.nodeConfig(name)))
                .ifPresent(entry -> layers.add(layer(entry, LayerKind.NODE)));
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        return switch (PolicyLayers.read(layers)) {
            case PolicyResult.Effective effective -> Optional.of(effective.policy());
            case PolicyResult.Invalid invalid -> {
                invalid.problems()
                        .forEach(p -> unreadable.add(new Unreadable(key(layers, p.where()), p.where(), p.what())));
                yield Optional.empty();
            }
        };
    }

    /** The name of its layer comes first in what says where a problem is, and is the key; else it is of all layers. */
    private static String key(List<Layer> layers, String where) {
        return layers.stream()
                .map(Layer::name)
                .filter(name -> where.equals(name) || where.startsWith(name + ": "))
                .findFirst()
                .orElse(layers.getFirst().name());
    }

    private static Layer layer(View.Entry entry, LayerKind kind) {
        return new Layer(entry.key(), kind, entry.value());
    }
}
