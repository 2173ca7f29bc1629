package io.rebootmgr.facts;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.policy.Contradictions;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.Origin;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Consul says of this node's policy. */
public sealed interface PolicyState {

    record Known(Policy policy) implements PolicyState {}

    /** Neither the fleet nor the node has one: a wiped Consul must not mean "reboot at will". */
    record Missing(String text) implements PolicyState {}

    /**
     * It is not to be acted upon.
     *
     * @param contradictory the policy, where only its lists of nodes contradict one another: whoever is on the way back
     *     goes by it
     */
    record Invalid(List<Problem> problems, Optional<Policy> contradictory) implements PolicyState {}

    /** The policy in a view that holds the three config keys. */
    static PolicyState of(View view, Keys keys, String group, String node) {
        List<Layer> layers = layers(view, keys, group, node);
        if (view.get(keys.config()).isEmpty() && view.get(keys.nodeConfig(node)).isEmpty()) {
            return new Missing("no policy at " + keys.config() + "; run `rebootmgr init`");
        }
        return switch (PolicyLayers.read(layers)) {
            case PolicyResult.Effective(Policy policy, Map<String, Origin> origins) ->
                Contradictions.of(policy, origins, node, group)
                        .<PolicyState>map(both -> new Invalid(List.of(both), Optional.of(policy)))
                        .orElseGet(() -> new Known(policy));
            case PolicyResult.Invalid invalid -> new Invalid(invalid.problems(), invalid.contradictory());
        };
    }

    /**
     * The policy, or that of a fleet without one where it cannot be known: for what only tells, and decides nothing.
     */
    default Policy orDefaults() {
        return readable().orElse(Policy.DEFAULTS);
    }

    /** What can be gone by, in a return at least. */
    default Optional<Policy> readable() {
        return switch (this) {
            case Known known -> Optional.of(known.policy());
            case Missing missing -> Optional.empty();
            case Invalid invalid -> invalid.contradictory();
        };
    }

    /**
     * What a node goes by that is out of service, whatever has become of its policy since: it has to get back. Of one
     * that is not valid the fields that are; without one the defaults.
     *
     * @param view that this was read from
     */
    default Policy onTheWayBack(View view, Keys keys, String group, String node) {
        return switch (this) {
            case Known known -> known.policy();
            case Missing missing -> Policy.DEFAULTS;
            // Lists that contradict one another hold nobody who is out of service.
            case Invalid invalid ->
                invalid.contradictory().orElseGet(() -> PolicyLayers.whatCanBeRead(layers(view, keys, group, node)));
        };
    }

    /** Where the layers of a node's policy stand, the fleet's first. */
    static List<String> keys(Keys keys, String group, String node) {
        return List.of(keys.config(), keys.groupConfig(group), keys.nodeConfig(node));
    }

    /** The layers that exist, the fleet's first. */
    static List<Layer> layers(View view, Keys keys, String group, String node) {
        List<Layer> layers = new ArrayList<>();
        view.get(keys.config()).ifPresent(e -> layers.add(new Layer(e.key(), LayerKind.FLEET, e.value())));
        view.get(keys.groupConfig(group)).ifPresent(e -> layers.add(new Layer(e.key(), LayerKind.GROUP, e.value())));
        view.get(keys.nodeConfig(node)).ifPresent(e -> layers.add(new Layer(e.key(), LayerKind.NODE, e.value())));
        return layers;
    }
}
