package io.rebootmgr.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a settings file may have; any other is a problem, for a misspelt one would be silently without effect.
 */
final class KnownKeys {
    private static final Map<String, List<String>> SECTIONS = Map.of(
            "node", List.of("name", "group", "domain"),
            "consul",
                    List.of(
                            "address",
                            "prefix",
                            "token_file",
                            "ca_file",
                            "cert_file",
                            "key_file",
                            "server_name",
                            "timeout"),
            "paths", List.of("tasks", "state", "run", "reboot_required", "boot_id", "notify"),
            "reboot", List.of("command", "grace"),
            "metrics", List.of("textfile"),
            "lease", List.of("power_off_command"));
    private static final List<String> SECTION_NAMES = List.of("node", "consul", "paths", "reboot", "metrics", "lease");

    private KnownKeys() {}

    static void check(Inputs in) {
        for (Map.Entry<String, JsonNode> entry : in.tree().properties()) {
            String section = entry.getKey();
            if (!SECTION_NAMES.contains(section)) {
                in.wrong(section, unknown(entry.getValue()), suggestion("", section, SECTION_NAMES));
            } else if (!entry.getValue().isObject()) {
                in.wrong(section, WrongValue.node(entry.getValue()), "expected a table");
            } else {
                check(in, section, entry.getValue());
            }
        }
    }

    private static void check(Inputs in, String section, JsonNode table) {
        List<String> known = SECTIONS.getOrDefault(section, List.of());
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            String name = entry.getKey();
            if (!known.contains(name)) {
                in.wrong(section + "." + name, unknown(entry.getValue()), suggestion(section, name, known));
            }
        }
    }

    /** Without the value, which is nobody's business: {@code token = "…"} is an unknown key too. */
    private static String unknown(JsonNode value) {
        return value.isObject() ? "is not a section of the settings" : "is an unknown key";
    }

    private static String suggestion(String section, String name, List<String> known) {
        Optional<String> near = MeantKey.nearest(name, known);
        if (near.isPresent()) {
            return "did you mean " + (section.isEmpty() ? near.get() : section + "." + near.get()) + "?";
        }
        List<String> elsewhere = new ArrayList<>();
        for (String other : SECTION_NAMES) {
            if (SECTIONS.getOrDefault(other, List.of()).contains(name)) {
                elsewhere.add(other + "." + name);
            }
        }
        return elsewhere.isEmpty()
                ? "expected one of " + String.join(", ", known)
                : "did you mean " + String.join(" or ", elsewhere) + "?";
    }
}
