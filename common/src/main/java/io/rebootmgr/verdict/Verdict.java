package io.rebootmgr.verdict;

import java.time.Instant;
import java.util.Optional;

/**
 * What a rule says of a reboot now. Anything but {@link Proceed} keeps the node up.
 *
 * <p>Texts name facts and never a moving time ("in 5 m"), so that the same situation gives the same text at every run.
 */
public sealed interface Verdict {

    /** The rule has nothing against it; {@code value} is what it looked at ("2 of 3 slots taken"). */
    record Proceed(String value) implements Verdict {}

    /** The rule says no, with this exit code: why, and when that may change by itself where the rule knows. */
    record Hold(ExitCode code, String reason, Optional<Instant> until) implements Verdict {
        public Hold(ExitCode code, String reason) {
            this(code, reason, Optional.empty());
        }
    }

    /** The rule could not be judged, which holds as well; {@code cause} says what is unreadable, and where. */
    record Unknown(ExitCode code, String cause) implements Verdict {}

    /** Whether this verdict keeps the node up. */
    default boolean holds() {
        return switch (this) {
            case Proceed p -> false;
            case Hold h -> true;
            case Unknown u -> true;
        };
    }

    /** What was seen, in words, whichever way it went. */
    default String text() {
        return switch (this) {
            case Proceed p -> p.value();
            case Hold h -> h.reason();
            case Unknown u -> u.cause();
        };
    }

    /** What a run held by this verdict exits with. */
    default ExitCode code() {
        return switch (this) {
            case Proceed p -> ExitCode.DONE;
            case Hold h -> h.code();
            case Unknown u -> u.code();
        };
    }
}
