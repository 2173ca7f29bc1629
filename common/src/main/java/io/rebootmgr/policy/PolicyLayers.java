package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the policy from its layers. */
public final class PolicyLayers {
    private PolicyLayers() {}

    /**
     * The defaults, over them the fleet's layer, its group's and its node's: the nearer one wins, field by field.
     * Whether there must be a layer at all is the caller's to say: none gives the defaults.
     */
    public static PolicyResult read(List<Layer> layers) {
        return read(layers, new HashMap<>());
    }

    /**
     * What can be read of layers that are not all valid: every field that is, by the nearest layer that says it so, and
     * else its default. Nothing may be begun by it; it is for a node that is out of service already.
     */
    public static Policy whatCanBeRead(List<Layer> layers) {
        Map<PolicyField<?>, Object> said = new HashMap<>();
        return switch (read(layers, said)) {
            case PolicyResult.Effective effective -> effective.policy();
            case PolicyResult.Invalid invalid -> new Policy(said);
        };
    }

    /** @param said where the fields go that are valid */
    private static PolicyResult read(List<Layer> layers, Map<PolicyField<?>, Object> said) {
        Map<String, Origin> origins = new LinkedHashMap<>();
        PolicyFields.names().forEach(name -> origins.put(name, Origin.DEFAULT));
        List<Problem> problems = new ArrayList<>();
        for (Layer layer :
                layers.stream().sorted(Comparator.comparing(Layer::kind)).toList()) {
            FieldValue top = new FieldValue(layer, "", json(layer, problems), problems);
            if (!top.json().isMissingNode() && top.isObjectOf(PolicyFields.names())) {
                for (PolicyField<?> field : PolicyFields.all()) {
                    top.field(field.name()).ifPresent(value -> {
                        field.read(value).ifPresent(read -> said.put(field, read));
                        origins.put(field.name(), new Origin(layer.name()));
                    });
                }
            }
        }
        if (!problems.isEmpty()) {
            return new PolicyResult.Invalid(problems);
        }
        Policy policy = new Policy(said);
        List<Problem> contradictions = Contradictions.of(policy, origins);
        return contradictions.isEmpty()
                ? new PolicyResult.Effective(policy, origins)
                : new PolicyResult.Invalid(contradictions, Optional.of(policy));
    }

    /** What the layer holds; a missing node where that is no JSON. */
    private static JsonNode json(Layer layer, List<Problem> problems) {
        if (layer.json().length > Layer.LARGEST) {
            problems.add(new Problem(
                    layer.name(), "is " + layer.json().length + " bytes long, expected at most " + Layer.LARGEST));
            return Json.object().path("");
        }
        try {
            return Json.parse(layer.json());
        } catch (MalformedJson e) {
            problems.add(new Problem(layer.name(), String.valueOf(e.getMessage())));
            return Json.object().path("");
        }
    }
}
