package io.rebootmgr.doctor;

import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * What an examination found.
 *
 * @param about what was looked at, in a word or two
 * @param text what is so
 * @param wayOut what to do about it
 * @param missing the rights that the token lacks, where that is what is wrong
 * @param code what a run would exit with for it, or comes nearest; of a failure only
 */
public record Finding(
        String about,
        Level level,
        String text,
        Optional<String> wayOut,
        Optional<ExitCode> code,
        List<String> missing) {
    private static final String ADD_RIGHTS = "add that to the ACL policy of the token (see \"token\" above)";

    public Finding {
        missing = List.copyOf(missing);
    }

    Finding(String about, Level level, String text, Optional<String> wayOut, Optional<ExitCode> code) {
        this(about, level, text, wayOut, code, List.of());
    }

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK("ok"),
        /** Nothing wrong with the node, but good to know. */
        NOTE("note"),
        /** Runs go on, and somebody should look at it. */
        WARN("warn"),
        /** No run can reboot this node, or none should. */
        FAIL("FAIL");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    static Finding ok(String about, String text) {
        return new Finding(about, Level.OK, text, Optional.empty(), Optional.empty());
    }

    static Finding note(String about, String text) {
        return new Finding(about, Level.NOTE, text, Optional.empty(), Optional.empty());
    }

    static Finding note(String about, String text, String wayOut) {
        return new Finding(about, Level.NOTE, text, Optional.of(wayOut), Optional.empty());
    }

    static Finding warn(String about, String text, String wayOut) {
        return new Finding(about, Level.WARN, text, Optional.of(wayOut), Optional.empty());
    }

    /** A failure whose text says what to do. */
    public static Finding fail(String about, ExitCode code, String text) {
        return new Finding(about, Level.FAIL, text, Optional.empty(), Optional.of(code));
    }

    /** A failure for want of rights, at least one. */
    static Finding forbidden(String about, List<String> missing) {
        return new Finding(
                about,
                Level.FAIL,
                "forbidden: " + String.join(", ", missing),
                Optional.of(ADD_RIGHTS),
                Optional.of(ExitCode.CONSUL),
                missing);
    }

    static Finding fail(String about, ExitCode code, String text, String wayOut) {
        return new Finding(about, Level.FAIL, text, Optional.of(wayOut), Optional.of(code));
    }
}
