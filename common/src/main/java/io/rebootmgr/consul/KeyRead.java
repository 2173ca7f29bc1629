package io.rebootmgr.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;

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
}
