package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.policy.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes that may go together.
 *
 * @param soak how long it has to stand well before the next one opens, 0 or longer
 * @param limit how many nodes of a group may be changed at once in it; empty: what the policy says
 * @param nodes how many it had when the rollout was started: for people
 */
public record Wave(String name, Duration soak, Optional<Integer> limit, int nodes, OtherFields others) {
    /** Of whoever looks first. */
    public static final String CANARIES = "canaries";
    /** Of whoever no other wave names. */
    public static final String REST = "rest";

    private static final int MOST = 1_000_000;
    private static final Set<String> KNOWN = Set.of("name", "soak_s", "limit", "nodes");

    static Wave parse(Fields fields) throws MalformedJson {
        return new Wave(
                fields.text("name"),
                Duration.ofSeconds(fields.number("soak_s", 0, Durations.LONGEST.toSeconds())),
                fields.has("limit") ? Optional.of((int) fields.number("limit", 1, MOST)) : Optional.empty(),
                (int) fields.number("nodes", 0, MOST),
                OtherFields.of(fields, KNOWN::contains));
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("name", name).put("soak_s", soak.toSeconds());
        limit.ifPresent(most -> json.put("limit", most));
        json.put("nodes", nodes);
        others.writeTo(json);
        return json;
    }
}
