package io.rebootmgr.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.policy.Freeze;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.Window;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Windows and freezes that a list had and another one has not. */
final class LostDates {
    static final Set<String> FIELDS = Set.of("windows", "freezes");

    private LostDates() {}

    /** In words, in their order. */
    static List<String> of(String field, Optional<JsonNode> before, Optional<JsonNode> now) {
        List<String> left = texts(field, now);
        return texts(field, before).stream()
                .filter(entry -> !left.contains(entry))
                .toList();
    }

    /** What cannot be read had nothing that counted. */
    private static List<String> texts(String field, Optional<JsonNode> value) {
        ObjectNode alone = Json.object();
        value.ifPresent(list -> alone.set(field, list));
        Layer layer = new Layer(field, LayerKind.FLEET, Json.bytes(alone));
        if (!(PolicyLayers.read(List.of(layer)) instanceof PolicyResult.Effective effective)) {
            return List.of();
        }
        Policy policy = effective.policy();
        return field.equals("windows")
                ? policy.windows().stream().map(Window::text).toList()
                : policy.freezes().stream().map(Freeze::text).toList();
    }
}
