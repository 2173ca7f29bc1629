package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Group.Holder;
import io.rebootmgr.fleet.Node.Wanted;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.slot.Slots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sorts a view's keys into a {@link Fleet}. Used once. */
final class FleetReading {
    private final View view;
    private final Keys keys;
    private final List<StopFlag> stops = new ArrayList<>();
    private final Set<String> groups = new TreeSet<>();
    private final Set<String> nodes = new TreeSet<>();
    private final Map<String, NodeStatus> statuses = new TreeMap<>();
    private final Map<String, List<Wanted>> wanted = new TreeMap<>();
    /** A set: a fleet policy that cannot be read is met once per group. */
    private final Set<Unreadable> unreadable = new LinkedHashSet<>();

    FleetReading(View view, Keys keys) {
        this.view = view;
        this.keys = keys;
    }

    Fleet fleet() {
        Optional<View.Entry> policy = view.get(keys.config());
        policy.ifPresent(entry -> limit(List.of(layer(entry, LayerKind.FLEET))));
        view.under(keys.prefix() + "/").forEach(this::sort);
        stops.sort(Comparator.comparing(StopFlag::scope).thenComparing(StopFlag::name));
        List<Group> read = groups.stream().map(this::group).toList();
        List<Node> known = nodes.stream().map(this::node).toList();
        return new Fleet(policy.isPresent(), stops, read, known, List.copyOf(unreadable));
    }

    private void sort(View.Entry entry) {
        switch (Place.of(keys, entry.key())) {
            case Place.FleetStop() -> stops.add(stop(StopFlag.Scope.FLEET, "", entry));
            case Place.GroupStop(String group) -> {
                groups.add(group);
                stops.add(stop(StopFlag.Scope.GROUP, group, entry));
            }
            case Place.NodeStop(String node) -> stops.add(stop(StopFlag.Scope.NODE, node, entry));
            case Place.GroupSlots(String group) -> groups.add(group);
            case Place.GroupConfig(String group) -> groups.add(group);
            case Place.Wanted(String node) -> {
                nodes.add(node);
                wanted.computeIfAbsent(node, n -> new ArrayList<>()).add(new Wanted(entry.key(), entry.text()));
            }
            case Place.Status(String node) -> status(node, entry);
            case Place.History(String node) -> {}
            case Place.Other() -> {}
        }
    }

    private static StopFlag stop(StopFlag.Scope scope, String name, View.Entry entry) {
        return new StopFlag(scope, name, entry.key(), entry.text());
    }

    private void status(String node, View.Entry entry) {
        nodes.add(node);
        try {
            NodeStatus status = NodeStatus.parse(entry.value());
            statuses.put(node, status);
            groups.add(status.group());
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(entry.key(), e.reason()));
        }
    }

    private Node node(String name) {
        return new Node(name, Optional.ofNullable(statuses.get(name)), wanted.getOrDefault(name, List.of()));
    }

    private Group group(String name) {
        List<Layer> layers = new ArrayList<>();
        view.get(keys.config()).ifPresent(entry -> layers.add(layer(entry, LayerKind.FLEET)));
        view.get(keys.groupConfig(name)).ifPresent(entry -> layers.add(layer(entry, LayerKind.GROUP)));
        List<Holder> holders = List.of();
        try {
            Slots all = Slots.in(view, keys, name);
            Slots counting = all.counting(view, keys, name);
            holders = all.claims().stream()
                    .map(claim -> new Holder(claim, counting.claims().contains(claim)))
                    .toList();
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(keys.slots(name), e.reason()));
        }
        return new Group(name, limit(layers), holders);
    }

    private OptionalInt limit(List<Layer> layers) {
        if (layers.isEmpty()) {
            return OptionalInt.empty();
        }
        return switch (PolicyLayers.read(layers)) {
            case PolicyResult.Effective effective ->
                OptionalInt.of(effective.policy().limit());
            case PolicyResult.Invalid invalid -> {
                // The name of the layer comes first, and is the key.
                invalid.problems().forEach(p -> unreadable.add(new Unreadable(p.where(), p.what())));
                yield OptionalInt.empty();
            }
        };
    }

    private static Layer layer(View.Entry entry, LayerKind kind) {
        return new Layer(entry.key(), kind, entry.value());
    }
}
