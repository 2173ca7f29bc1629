package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A refused value as a message shows it: on one line, in ASCII, and short, whatever an operator or an accident wrote.
 */
final class RefusedValue {
    private static final int LONGEST = 60;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    private RefusedValue() {}

    static String text(String text) {
        return value(JsonNodeFactory.instance.textNode(text));
    }

    static String value(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> value.isEmpty() ? "an empty list" : "a list";
            default -> shortened(new String(Json.bytes(value), StandardCharsets.US_ASCII));
        };
    }

    /** A field's name: bare where it is a plain one. */
    static String name(String name) {
        return name.length() <= LONGEST && PLAIN.matcher(name).matches() ? name : text(name);
    }

    private static String shortened(String json) {
        return json.length() <= LONGEST ? json : json.substring(0, LONGEST) + "...";
    }
}
