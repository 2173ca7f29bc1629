package io.rebootmgr.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Policy;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The limit of this node's group, from the nearest layer that has one. Nothing is judged by it, so an idle run need not
 * read and check the whole policy for a number that is only shown.
 */
final class Limit {
    private Limit() {}

    /** Empty where there is no policy or one that cannot be read. */
    static OptionalInt in(Facts facts) {
        var keys = facts.self().keys();
        OptionalInt limit = OptionalInt.empty();
        for (String key :
                new String[] {keys.config(), keys.groupConfig(facts.self().group())}) {
            var entry = facts.view().get(key);
            if (entry.isEmpty()) {
                continue;
            }
            Optional<JsonNode> layer = layer(entry.get().value());
            if (layer.isEmpty()) {
                return OptionalInt.empty();
            }
            JsonNode set = layer.get().path("limit");
            if (set.isIntegralNumber()) {
                limit = OptionalInt.of(set.intValue());
            } else if (limit.isEmpty()) {
                limit = OptionalInt.of(Policy.DEFAULTS.limit());
            }
        }
        return limit;
    }

    private static Optional<JsonNode> layer(byte[] value) {
        try {
            return Optional.of(Json.parse(value));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
