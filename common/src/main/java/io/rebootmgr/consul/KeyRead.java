package io.rebootmgr.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A read-only transaction: several prefixes as of one moment, in one request that writes nothing to Raft. */
final class KeyRead {
    private KeyRead() {}

    /** What to send. */
    static byte[] request(List<String> prefixes) {
        ArrayNode operations = Json.array();
        for (String prefix : prefixes) {
            operations.addObject().putObject("KV").put("Verb", "get-tree").put("Key", prefix);
        }
        return Json.bytes(operations);
    }

    /** What to send to hear which of these keys are not there: that each has an index that no key has. */
    static byte[] requestOfIndexes(List<String> keys) {
        ArrayNode operations = Json.array();
        for (String key : keys) {
            operations
                    .addObject()
                    .putObject("KV")
                    .put("Verb", "check-index")
                    .put("Key", key)
                    .put("Index", 0);
        }
        return Json.bytes(operations);
    }

    /** The keys that are not there by the answer to that, which refuses each in words. */
    static List<String> absent(byte[] answer, List<String> keys) throws MalformedJson {
        List<String> absent = new ArrayList<>();
        for (JsonNode error : Json.parse(answer).path("Errors")) {
            int at = error.path("OpIndex").asInt(-1);
            if (at >= 0
                    && at < keys.size()
                    && error.path("What")
                            .asText()
                            .equals("failed to check index, key \"" + keys.get(at) + "\" doesn't exist")) {
                absent.add(keys.get(at));
            }
        }
        return absent;
    }

    /** What came back. @throws MalformedJson when it is not the answer to such a transaction */
    static View view(byte[] answer) throws MalformedJson {
        JsonNode root = Json.parse(answer);
        JsonNode results = root.path("Results");
        if (!root.isObject() || !(results.isArray() || results.isNull())) {
            throw new MalformedJson("has no list of Results");
        }
        if (!root.path("Errors").isEmpty()) {
            throw new MalformedJson("has Errors in a read that met none: "
                    + ConsulFailures.excerpt(root.path("Errors").toString()));
        }
        List<View.Entry> entries = new ArrayList<>(results.size());
        for (JsonNode result : results) {
            entries.add(entry(result.path("KV")));
        }
        return new View(entries);
    }

    /** What came back from a list of keys with their values. @throws MalformedJson when it is none */
    static View list(byte[] answer) throws MalformedJson {
        JsonNode root = Json.parse(answer);
        if (!root.isArray()) {
            throw new MalformedJson("is not a list of keys");
        }
        List<View.Entry> entries = new ArrayList<>(root.size());
        for (JsonNode kv : root) {
            entries.add(entry(kv));
        }
        return new View(entries);
    }

    private static View.Entry entry(JsonNode kv) throws MalformedJson {
        JsonNode key = kv.path("Key");
        JsonNode index = kv.path("ModifyIndex");
        JsonNode session = kv.path("Session");
        if (!key.isTextual() || !index.isIntegralNumber() || !index.canConvertToLong() || index.longValue() < 1) {
            throw new MalformedJson("has a result without Key or ModifyIndex");
        }
        if (!session.isMissingNode() && !session.isTextual()) {
            throw new MalformedJson("has no text as Session of " + ConsulFailures.excerpt(key.textValue()));
        }
        Optional<String> holder = Optional.of(session.asText()).filter(id -> !id.isEmpty());
        long created = kv.path("CreateIndex").asLong(index.longValue());
        return new View.Entry(
                key.textValue(), value(key.textValue(), kv.path("Value")), index.longValue(), created, holder);
    }

    private static byte[] value(String key, JsonNode value) throws MalformedJson {
        if (value.isNull()) {
            return new byte[0]; // a key without a value
        }
        try {
            if (value.isTextual()) {
                return Base64.getDecoder().decode(value.textValue());
            }
        } catch (IllegalArgumentException e) {
            // falls through: it is no value either
        }
        throw new MalformedJson("has no base64 as Value of " + ConsulFailures.excerpt(key));
    }
}
