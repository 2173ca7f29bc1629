package io.rebootmgr.settings;

import com.fasterxml.jackson.databind.JsonNode;

/** How a wrong value is shown in a message: on one line, with its type, at most 80 characters. */
final class WrongValue {
    private static final int LONGEST = 80;

    private WrongValue() {}

    static String text(String text) {
        return text.isEmpty() ? "is empty" : "is \"" + clip(text) + "\"";
    }

    static String node(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> text(node.textValue());
            case NUMBER -> "is " + clip(node.asText()) + ", a number";
            case BOOLEAN -> "is " + node.asText();
            case ARRAY -> "is a list";
            default -> "is a table";
        };
    }

    static String clip(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
