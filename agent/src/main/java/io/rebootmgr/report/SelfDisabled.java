package io.rebootmgr.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.cycle.NodeSwitch;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;

/**
 * Whether a node switched itself off, see {@link NodeSwitch}: in its own layer of the policy, or by a key where its
 * token must not write that. What operators switch off is on purpose, this wants somebody.
 */
final class SelfDisabled {
    private SelfDisabled() {}

    static boolean in(Facts facts) {
        var keys = facts.self().keys();
        String node = facts.self().node();
        if (facts.view().get(keys.disabled(node)).isPresent()) {
            return true;
        }
        var layer = facts.view().get(keys.nodeConfig(node));
        if (layer.isEmpty()) {
            return false;
        }
        try {
            JsonNode own = Json.parse(layer.get().value());
            return !own.path("enabled").asBoolean(true)
                    && NodeSwitch.wrote(own.path("disabled_reason").asText());
        } catch (MalformedJson e) {
            // The exit code tells it.
            return false;
        }
    }
}
