package io.rebootmgr.logbook;

import java.util.Locale;

/**
 * What asked for a reboot.
 *
 * @param name a file's path, a key, a detector, a rollout's id, or a person; empty for a person whose name an older
 *     agent did not write down
 */
public record Asker(Kind kind, String name) {
    private static final String OPERATOR = "operator";
    private static final String DETECTOR = "detector ";
    private static final String ROLLOUT = "rollout ";

    /** Where the request came from. */
    public enum Kind {
        FILE,
        KEY,
        DETECTOR,
        ROLLOUT,
        OPERATOR;

        /** As JSON and people are told. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an entry's {@code by} names: paths are absolute, and keys never begin with a slash. */
    static Asker of(String by) {
        if (by.equals(OPERATOR)) {
            return new Asker(Kind.OPERATOR, "");
        }
        if (by.startsWith(OPERATOR + " ")) {
            return new Asker(Kind.OPERATOR, by.substring(OPERATOR.length() + 1));
        }
        if (by.startsWith(DETECTOR)) {
            return new Asker(Kind.DETECTOR, by.substring(DETECTOR.length()));
        }
        if (by.startsWith(ROLLOUT)) {
            return new Asker(Kind.ROLLOUT, by.substring(ROLLOUT.length()));
        }
        return new Asker(by.startsWith("/") ? Kind.FILE : Kind.KEY, by);
    }

    /** For people: {@code key service/rebootmgr/nodes/web1/reboot_required}. */
    public String text() {
        return name.isEmpty() ? "an operator" : kind.label() + " " + name;
    }
}
