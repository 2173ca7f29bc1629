package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.policy.Contradictions;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Nodes that the policy tells to be left alone and to go, as each node of the fleet would find it: by all layers that
 * reach it, and by its group.
 */
final class ListsOfFleet {
    /** The fields that can contradict one another. */
    static final Set<String> FIELDS = Set.of("allow", "deny", "canaries");

    private static final int MOST = 50;

    private final Keys keys;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Map<List<Layer>, PolicyResult> read = new LinkedHashMap<>();
    private final Set<Problem> found = new LinkedHashSet<>();

    private ListsOfFleet(Keys keys) {
        this.keys = keys;
    }

    /**
     * All of them, at most 50; layers that cannot be read for another reason are passed over.
     *
     * @param instead a layer as it is to be
     */
    static List<Problem> contradictions(Workplace workplace, Optional<Layer> instead) {
        Keys keys = workplace.keys();
        Consul consul = workplace.consul();
        ListsOfFleet lists = new ListsOfFleet(keys);
        consul.read(Consistency.CONSISTENT, List.of(keys.config()))
                .get(keys.config())
                .ifPresent(e -> lists.put(new Layer(e.key(), LayerKind.FLEET, e.value())));
        ConfigValidateCommand.layers(consul, keys.groups(), LayerKind.GROUP).forEach(lists::put);
        ConfigValidateCommand.layers(consul, keys.nodes(), LayerKind.NODE).forEach(lists::put);
        instead.ifPresent(lists::put);
        lists.look(groups(workplace));
        return lists.found.stream().limit(MOST).toList();
    }

    /** The groups of the nodes that are known, by their names. */
    static Map<String, String> groups(Workplace workplace) {
        Map<String, String> groups = new TreeMap<>();
        Survey.of(workplace.consul(), workplace.keys())
                .nodes()
                .forEach(node -> node.group().ifPresent(group -> groups.put(node.name(), group)));
        var self = workplace.settings().node();
        groups.put(self.name(), self.group());
        return groups;
    }

    private void put(Layer layer) {
        layers.put(layer.name(), layer);
    }

    private void look(Map<String, String> groups) {
        judge(keys.config());
        for (Layer layer : List.copyOf(layers.values())) {
            if (layer.kind() == LayerKind.GROUP) {
                judge(keys.config(), layer.name());
            }
        }
        groups.forEach((node, group) -> {
            if (judge(keys.config(), keys.groupConfig(group), keys.nodeConfig(node))
                    instanceof PolicyResult.Effective effective) {
                Contradictions.of(effective.policy(), effective.origins(), node, group)
                        .ifPresent(found::add);
            }
        });
    }

    private PolicyResult judge(String... names) {
        List<Layer> some = new ArrayList<>();
        for (String name : names) {
            Optional.ofNullable(layers.get(name)).ifPresent(some::add);
        }
        PolicyResult result = read.computeIfAbsent(some, PolicyLayers::read);
        if (result instanceof PolicyResult.Invalid invalid
                && invalid.contradictory().isPresent()) {
            found.addAll(invalid.problems());
        }
        return result;
    }
}
