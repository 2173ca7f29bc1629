package io.rebootmgr.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A command that people are told to type. Pasted into a shell it does what it says, whatever the names in it are: also
 * where one has blanks or quotes, or begins with a dash and so looks like an option. (One that <em>is</em> an option of
 * the command, a node {@code --help}, cannot be given as an option's value at all.)
 */
public final class Suggestion {
    private final List<String> words = new ArrayList<>();
    private final List<String> last = new ArrayList<>();

    private Suggestion(String command) {
        words.add(command);
    }

    /** Begins with these words, as they are: {@code rebootmgr resume}. */
    public static Suggestion of(String command) {
        return new Suggestion(command);
    }

    /** {@code rebootmgr resume --node NODE}, the most frequent one, in backticks. */
    public static String resume(String node) {
        return of("rebootmgr resume").option("--node", node).typed();
    }

    /** {@code consul kv get KEY} or another word instead of {@code get}, in backticks. */
    public static String key(String verb, String key) {
        return of("consul kv " + verb).argument(key).typed();
    }

    /** An option with its value. */
    public Suggestion option(String name, String value) {
        words.add(name + (value.startsWith("-") ? "=" : " ") + ShellWord.of(value));
        return this;
    }

    /** A word that is no option. */
    public Suggestion argument(String value) {
        (value.startsWith("-") ? last : words).add(ShellWord.of(value));
        return this;
    }

    /** Words as they are, for what only people can fill in: {@code --reason "…"}. */
    public Suggestion asIs(String text) {
        words.add(text);
        return this;
    }

    /** Without backticks around it. */
    @Override
    public String toString() {
        return String.join(" ", words) + (last.isEmpty() ? "" : " -- " + String.join(" ", last));
    }

    /** In backticks, as commands stand in messages. */
    public String typed() {
        return "`" + this + "`";
    }
}
