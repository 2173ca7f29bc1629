package io.rebootmgr.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words of one call of {@code env}, read as GNU coreutils reads them: which program it starts, and where it looks
 * for it.
 */
final class EnvWords {
    private static final int MOST_OPTIONS = 100;

    private static final List<String> WITH_VALUE = List.of("unset", "chdir", "split-string", "argv0");
    private static final List<String> ENDING = List.of("help", "version", "null");
    private static final List<String> OTHERS = List.of(
            "ignore-environment", "debug", "list-signal-handling", "default-signal", "ignore-signal", "block-signal");

    private final Deque<String> words;
    private final Map<String, String> environment;
    private Optional<String> path;
    private String directory = "/";

    private EnvWords(List<String> words, Map<String, String> environment) {
        this.words = new ArrayDeque<>(words);
        this.environment = environment;
        this.path = Optional.ofNullable(environment.get("PATH"));
    }

    /**
     * What is to be started.
     *
     * @param program as it is written: a name, or a path
     * @param rest the words for it
     * @param path the {@code PATH} in which a name is looked for; empty where there is none
     * @param directory where it is started
     */
    record Start(String program, List<String> rest, Optional<String> path, String directory) {}

    /**
     * That {@code env} starts nothing, or nothing that can be told before; {@code text} goes on after the file's name.
     */
    static final class Unclear extends Exception {
        private static final long serialVersionUID = 1;

        final String text;

        Unclear(String text) {
            super(text);
            this.text = text;
        }
    }

    /**
     * Reads the words after {@code env} itself.
     *
     * @param environment the one that {@code env} gets
     */
    static Start read(List<String> words, Map<String, String> environment) throws Unclear {
        return new EnvWords(words, environment).read();
    }

    private Start read() throws Unclear {
        options();
        while (!words.isEmpty() && words.getFirst().indexOf('=') >= 0) {
            String set = words.removeFirst();
            if (set.startsWith("PATH=")) {
                path = Optional.of(set.substring("PATH=".length()));
            }
        }
        if (words.isEmpty()) {
            throw new Unclear("gives env nothing to start");
        }
        return new Start(words.removeFirst(), List.copyOf(words), path, directory);
    }

    private void options() throws Unclear {
        for (int read = 0; !words.isEmpty() && words.getFirst().startsWith("-"); read++) {
            String word = words.removeFirst();
            if (read == MOST_OPTIONS) {
                throw new Unclear("gives env more than " + MOST_OPTIONS + " options");
            }
            if (word.equals("--")) {
                return;
            }
            if (word.equals("-")) {
                path = Optional.empty();
                return;
            }
            if (word.startsWith("--")) {
                longOption(word.substring(2));
            } else {
                shortOptions(word.substring(1));
            }
        }
    }

    /** Several of them in a word, of which the last may have its value behind it. */
    private void shortOptions(String letters) throws Unclear {
        for (int at = 0; at < letters.length(); at++) {
            char letter = letters.charAt(at);
            String option = switch (letter) {
                case 'i' -> "ignore-environment";
                case '0' -> "null";
                case 'v' -> "debug";
                case 'u' -> "unset";
                case 'C' -> "chdir";
                case 'S' -> "split-string";
                case 'a' -> "argv0";
                case ' ', '\t' ->
                    throw new Unclear("gives env several words as one: the kernel does not take them apart, write"
                            + " env -S before them");
                default -> throw unknown("-" + letter);
            };
            if (WITH_VALUE.contains(option)) {
                String behind = letters.substring(at + 1);
                take(option, behind.isEmpty() ? value(option) : behind);
                return;
            }
            take(option, "");
        }
    }

    private void longOption(String text) throws Unclear {
        int equals = text.indexOf('=');
        String given = equals < 0 ? text : text.substring(0, equals);
        List<String> fitting = Stream.of(WITH_VALUE, ENDING, OTHERS)
                .flatMap(List::stream)
                // Any beginning that fits one only stands for it.
                .filter(name -> name.startsWith(given))
                .toList();
        if (fitting.size() != 1) {
            throw unknown("--" + given);
        }
        String option = fitting.getFirst();
        if (equals >= 0) {
            take(option, text.substring(equals + 1));
        } else {
            take(option, WITH_VALUE.contains(option) ? value(option) : "");
        }
    }

    private String value(String option) throws Unclear {
        if (words.isEmpty()) {
            throw new Unclear("gives env the option --" + option + " without a value");
        }
        return words.removeFirst();
    }

    private void take(String option, String value) throws Unclear {
        if (ENDING.contains(option)) {
            throw new Unclear("gives env the option --" + option + ", with which it starts nothing");
        }
        switch (option) {
            case "ignore-environment" -> path = Optional.empty();
            case "unset" -> path = value.equals("PATH") ? Optional.empty() : path;
            case "chdir" -> directory = value;
            case "split-string" -> SplitString.of(value, environment).reversed().forEach(words::addFirst);
            default -> {
                // Changes nothing about what is started.
            }
        }
    }

    private static Unclear unknown(String option) {
        return new Unclear("gives env the option " + option + ", which is not known here");
    }
}
