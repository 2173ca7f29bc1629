package io.rebootmgr.page;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.text.ShellWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.Fields;

/**
 * What somebody wants to do from the page: one of the commands, for the fleet, a group or a node.
 *
 * @param group empty unless it is for a group
 * @param node empty unless it is for a node
 * @param reason in their words; may be empty
 * @param lasts how long a pause is to last, as {@code 2h}; empty for one without an end
 */
record Act(Verb verb, String group, String node, String reason, String lasts) {
    private static final int LONGEST = 1_000;

    /** The commands. */
    enum Verb {
        STOP("All reboots and changes there end at once: running tasks are ended within seconds, nothing is committed"
                + " any more, and a node that comes back waits."),
        RESUME("The stop ends: what it held goes on, and nodes that wait begin."),
        PAUSE("Nothing new begins there. What has begun goes on to its end: its tasks, its reboot and its way back."),
        UNPAUSE("The pause ends: nodes that wait begin.");

        private final String means;

        Verb(String means) {
            this.means = means;
        }

        /** As the command is typed. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String means() {
            return means;
        }

        boolean takesReason() {
            return this == STOP || this == PAUSE;
        }

        static Optional<Verb> of(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.word().equals(word))
                    .findFirst();
        }
    }

    /** Empty where the fields say no such thing; whether the names exist the command looks at. */
    static Optional<Act> of(Fields fields) {
        String group = text(fields, "group");
        String node = text(fields, "node");
        boolean isScope = (group.isEmpty() || node.isEmpty())
                && (group.isEmpty() || Keys.isName(group))
                && (node.isEmpty() || Keys.isName(node));
        return Verb.of(text(fields, "do"))
                .filter(verb -> isScope)
                .map(verb -> new Act(
                        verb,
                        group,
                        node,
                        verb.takesReason() ? text(fields, "reason") : "",
                        verb == Verb.PAUSE ? text(fields, "for") : ""));
    }

    static String text(Fields fields, String name) {
        String text = Optional.ofNullable(fields.getValue(name)).orElse("").strip();
        return text.substring(0, Math.min(text.length(), LONGEST));
    }

    /** The command in words, without {@code rebootmgr}. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(verb.word()));
        add(words, "--group", group);
        add(words, "--node", node);
        add(words, "--for", lasts);
        add(words, "--reason", reason);
        return words;
    }

    private static void add(List<String> words, String option, String value) {
        if (!value.isEmpty()) {
            // In one word, for a value may look like an option.
            words.add(option + "=" + value);
        }
    }

    /** As somebody would type it. */
    String typed() {
        return "rebootmgr " + words().stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }

    /** What the first form is for: why and for how long is yet to be said. */
    String asked() {
        return "ask " + new Act(verb, group, node, "", "").typed();
    }

    /** What the second form is for: the very command. */
    String confirmed() {
        return "do " + typed();
    }

    /** For whom it is, in words. */
    String whom() {
        return !node.isEmpty() ? "node " + node : !group.isEmpty() ? "group " + group : "the whole fleet";
    }

    /** What it is called on a button. */
    String title() {
        return verb.word().substring(0, 1).toUpperCase(Locale.ROOT)
                + verb.word().substring(1) + " " + whom();
    }

    /** The address of the form that asks for the rest. */
    String address() {
        return "/act?do=" + verb.word() + (group.isEmpty() ? "" : "&group=" + group)
                + (node.isEmpty() ? "" : "&node=" + node);
    }

    /** All that could be done for a group or a node, or the fleet where both are empty. */
    static List<Act> all(String group, String node) {
        return Arrays.stream(Verb.values())
                .map(verb -> new Act(verb, group, node, "", ""))
                .toList();
    }
}
