package io.rebootmgr.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rebootmgr.policy.Freeze;
import io.rebootmgr.policy.Holidays;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.Window;
import java.time.ZoneId;
import java.util.stream.Collectors;

/** The effective policy by its fields, fit to be shown. */
final class ShownPolicy {
    private ShownPolicy() {}

    /** The value of a field as the policy's JSON has it; null where it is not set. */
    static JsonNode value(Policy policy, String field) {
        JsonNode value = policy.json().get(field);
        return value == null ? JsonNodeFactory.instance.nullNode() : value;
    }

    /** For people. */
    static String people(Policy policy, String field) {
        return switch (field) {
            case "timezone" ->
                policy.zone()
                        .map(ZoneId::getId)
                        .orElse("the node's own (" + ZoneId.systemDefault().getId() + ")");
            case "windows" ->
                policy.windows().isEmpty()
                        ? "always"
                        : policy.windows().stream().map(Window::text).collect(Collectors.joining("; "));
            case "holidays" -> policy.holidays().map(Holidays::text).orElse("-");
            case "freezes" ->
                policy.freezes().isEmpty()
                        ? "-"
                        : policy.freezes().stream().map(Freeze::text).collect(Collectors.joining("; "));
            default -> ShownSettings.people(value(policy, field));
        };
    }
}
