package io.rebootmgr.cli;

import io.rebootmgr.gate.Gate;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.log.LogStyle;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The completion for bash: what picocli makes of the commands, and the names and choices that it knows nothing of. */
final class Completion {
    private static final String FORMATS = "\"TEXT\" \"JOURNAL\" \"JSON\"";

    /** Asked only when such a word is completed; Consul may be away, or take its time. */
    private static final String ASK = """

            # Names from Consul, by the program itself; none where it does not answer at once, or may not.
            function _rebootmgr_names() {
              timeout 3 "${COMP_WORDS[0]}" names "$1" 2>/dev/null
            }
            """;

    private Completion() {}

    /** The script, to be sourced. */
    static String bash(CommandLine line) {
        String script = AutoComplete.bash("rebootmgr", line);
        String formats = LogStyle.NAMES.stream().map(name -> '"' + name + '"').collect(Collectors.joining(" "));
        script = replaced(script, FORMATS, formats);
        // Counted, not given: what follows it is a word of its own.
        script = script.replace(" '-v' '--verbose'", "")
                .replace("local flag_opts=\"'-h'", "local flag_opts=\"'-v' '--verbose' '-h'")
                .replaceAll("(?m)^ +'-v'\\|'--verbose'\\)\n +return\n +;;\n", "");
        for (Map.Entry<String, String> option : Map.of(
                        "--group", "$(_rebootmgr_names groups)",
                        "--node", "$(_rebootmgr_names nodes)",
                        "--claim", "$(_rebootmgr_names claims)",
                        "--ignore", gates(),
                        "--since", "today yesterday 2h 12h 7d",
                        "--wait", "10m 1h 12h")
                .entrySet()) {
            String none = "    '" + option.getKey() + "')\n      return\n";
            String words = "    '" + option.getKey() + "')\n      COMPREPLY=( $( compgen -W \"" + option.getValue()
                    + "\" -- \"${curr_word}\" ) )\n      return $?\n";
            script = replaced(script, none, words);
        }
        for (String command : List.of("history", "request", "cancel", "release", "waive")) {
            script = withPositionals(script, command, "$(_rebootmgr_names nodes)");
        }
        script = withPositionals(script, "config_unset", fields().replace(" ", "\n"));
        script = withPositionals(script, "config_set", fields().replace(" ", "=\n") + "=");
        // Behind what is written after the "=" no blank is wanted before it.
        script = script.replace(
                "function _picocli_rebootmgr_config_set() {",
                "function _picocli_rebootmgr_config_set() {\n  type compopt &>/dev/null && compopt -o nospace");
        return withPositionals(script, "names", "nodes\ngroups\nclaims") + ASK;
    }

    private static String gates() {
        return Gates.all().stream().filter(Gate::isIgnorable).map(Gate::name).collect(Collectors.joining(" "));
    }

    /** By the answer to a field that does not exist. */
    private static String fields() {
        byte[] unknown = "{\"zzzzzzzzzzzz\": 1}".getBytes(StandardCharsets.UTF_8);
        var result = PolicyLayers.read(List.of(new Layer("x", LayerKind.FLEET, unknown)));
        String text = ((PolicyResult.Invalid) result).problems().getFirst().text();
        return text.substring(text.indexOf("expected one of ") + "expected one of ".length())
                .strip()
                .replace(", ", " ");
    }

    private static String withPositionals(String script, String command, String words) {
        int from = script.indexOf("function _picocli_rebootmgr_" + command + "() {");
        int to = script.indexOf("\n}\n", from);
        if (from < 0 || to < 0) {
            throw new IllegalStateException("picocli writes no function for " + command + " any more");
        }
        String body = script.substring(from, to);
        String with = body.replaceFirst(
                "(?m)^    local positionals=\"\"$",
                Matcher.quoteReplacement("    local positionals=\"" + words + "\""));
        if (with.equals(body)) {
            throw new IllegalStateException("picocli completes arguments of " + command + " in another way now");
        }
        return script.substring(0, from) + with + script.substring(to);
    }

    private static String replaced(String script, String what, String by) {
        if (!Pattern.compile(what, Pattern.LITERAL).matcher(script).find()) {
            throw new IllegalStateException("picocli does not write this any more: " + what);
        }
        return script.replace(what, by);
    }
}
