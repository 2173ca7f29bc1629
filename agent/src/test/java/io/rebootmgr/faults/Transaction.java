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

    boolean isRead() {
        return operations.stream().allMatch(o -> o.verb().equals("get-tree"));
    }

    /** Takes the lock of a node that prepares. */
    boolean isClaim() {
        return operations.stream()
                .anyMatch(o -> o.verb().equals("lock") && o.key().contains("/preparing/"));
    }

    /** Takes a lease. */
    boolean isLease() {
        return operations.stream()
                .anyMatch(o -> o.verb().equals("lock") && o.key().endsWith("/lease"));
    }

    /** Gives a lease back. */
    boolean isRelease() {
        return operations.stream()
                .anyMatch(o -> o.verb().equals("delete-cas") && o.key().endsWith("/lease"));
    }

    /** Gives up a lock as it is: the only one that does is COMMIT. */
    boolean isCommit() {
        return operations.stream()
                .anyMatch(o -> o.verb().equals("delete") && o.key().contains("/preparing/"));
    }

    static JsonNode parse(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new AssertionError(json, e);
        }
    }
}
