package io.rebootmgr.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.testing.RequestProxy.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A transaction as it goes over the wire, told by its operations alone and without the code under test. */
record Transaction(List<Operation> operations) {

    /** One operation; {@code value} is text, {@code index} 0 where there is none. */
    record Operation(String verb, String key, String value, long index) {}

    /** The transaction in a request; empty for every other request. */
    static Optional<Transaction> in(Request request) {
        if (!request.path().startsWith("/v1/txn")) {
            return Optional.empty();
        }
        List<Operation> operations = new ArrayList<>();
        for (JsonNode item : parse(request.body())) {
            // One client says KV and the other kv.
            JsonNode kv = item.elements().next();
            operations.add(new Operation(
                    kv.path("Verb").asText(),
                    kv.path("Key").asText(),
                    new String(Base64.getDecoder().decode(kv.path("Value").asText()), StandardCharsets.UTF_8),
                    kv.path("Index").asLong()));
        }
        return Optional.of(new Transaction(List.copyOf(operations)));
    }

    /** What it writes to this key by compare-and-set. */
    Optional<Operation> change(String key) {
        return operations.stream()
                .filter(o -> o.verb().equals("cas") && o.key().equals(key))
                .findFirst();
    }

    /** Takes a lock: the only one that does is CLAIM. */
    boolean isClaim() {
        return operations.stream().anyMatch(o -> o.verb().equals("lock"));
    }

    /** Gives up a lock that it has to hold: the only one that does is COMMIT. */
    boolean isCommit() {
        return !isClaim() && operations.stream().anyMatch(o -> o.verb().equals("check-session"));
    }

    static JsonNode parse(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new AssertionError(json, e);
        }
    }
}
