package io.rebootmgr.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.orbitz.consul.model.kv.ImmutableOperation;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Our operations in consul-client's terms, and its account of a transaction that failed in ours. */
final class OrbitzTransaction {
    private OrbitzTransaction() {}

    static com.orbitz.consul.model.kv.Operation operation(Operation ours) {
        ImmutableOperation.Builder builder = ImmutableOperation.builder().key(ours.key());
        switch (ours) {
            case Operation.RequireSession(String key, String session) ->
                builder.verb("check-session").session(session);
            case Operation.RequireAbsent(String key) -> builder.verb("check-not-exists");
            case Operation.RequireIndex(String key, long index) ->
                builder.verb("check-index").index(BigInteger.valueOf(index));
            case Operation.Put(String key, byte[] value) -> builder.verb("set").value(text(key, value));
            case Operation.PutIf(String key, byte[] value, long index) ->
                builder.verb("cas").value(text(key, value)).index(BigInteger.valueOf(index));
            case Operation.Delete(String key) -> builder.verb("delete");
            case Operation.DeleteIf(String key, long index) ->
                builder.verb("delete-cas").index(BigInteger.valueOf(index));
            case Operation.Lock(String key, byte[] value, String session) ->
                builder.verb("lock").value(text(key, value)).session(session);
        }
        return builder.build();
    }

    /** consul-client takes text and encodes it in the platform's charset: only what survives that may be written. */
    private static String text(String key, byte[] value) {
        String text = new String(value, Charset.defaultCharset());
        if (!Arrays.equals(text.getBytes(Charset.defaultCharset()), value)) {
            throw new IllegalArgumentException("the value of " + key + " is not text");
        }
        return text;
    }

    /** The right that an operation takes, as Consul 1.8 checks it. */
    static String right(Operation operation) {
        return switch (operation) {
            case Operation.RequireSession r -> "key:read";
            case Operation.RequireIndex r -> "key:read";
            case Operation.RequireAbsent r -> "key:write";
            case Operation.Put r -> "key:write";
            case Operation.PutIf r -> "key:write";
            case Operation.Delete r -> "key:write";
            case Operation.DeleteIf r -> "key:write";
            case Operation.Lock r -> "key:write";
        };
    }

    /** One reason for which Consul did not do it, and the operation that it is about. */
    record Reason(Operation operation, String what) {
        boolean isForbidden() {
            return what.contains("Permission denied");
        }

        String right() {
            return "key \"" + operation.key() + "\": needs " + OrbitzTransaction.right(operation);
        }

        /** With the key, which Consul does not always name. */
        String text() {
            return what.contains(operation.key()) ? what : "key \"" + operation.key() + "\": " + what;
        }
    }

    /** What the body of a 409 says. @throws MalformedJson when it gives no reason for any of our operations */
    static List<Reason> reasons(String body, List<Operation> operations) throws MalformedJson {
        List<Reason> reasons = new ArrayList<>();
        for (JsonNode error : Json.parse(body.getBytes(StandardCharsets.UTF_8)).path("Errors")) {
            int index = error.path("OpIndex").asInt(-1);
            if (index >= 0 && index < operations.size() && error.path("What").isTextual()) {
                reasons.add(new Reason(
                        operations.get(index),
                        ConsulFailures.excerpt(error.path("What").textValue())));
            }
        }
        if (reasons.isEmpty()) {
            throw new MalformedJson("gives no reason: " + ConsulFailures.excerpt(body));
        }
        return List.copyOf(reasons);
    }
}
