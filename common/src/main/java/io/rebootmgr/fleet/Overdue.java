package io.rebootmgr.fleet;

import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the holder of a slot takes longer than it should. A claim that prepares never does: its session bounds it.
 */
final class Overdue {
    /** No reboot takes longer, where it is not known how long they take. */
    private static final Duration LONG_REBOOT = Duration.ofMinutes(30);

    private static final Duration LEAST = Duration.ofMinutes(5);

    private Overdue() {}

    /**
     * How long it is past the time when it was expected back; empty where it is not much, or not past it at all, or
     * nobody knows when it began.
     */
    static Optional<Duration> by(Claim claim, Pace pace, Policy policy, Instant now) {
        // One that a stop left drained is back when the stop is over.
        if (!claim.isCommitted() || !claim.hasSince() || claim.state() == ClaimState.DRAINED) {
            return Optional.empty();
        }
        boolean guess = pace.sample() == 0;
        Duration expected = switch (claim.state()) {
            case PREPARING, DRAINED, CHANGING, REBOOTING, UNKNOWN ->
                guess ? LONG_REBOOT : pace.boot().plus(pace.after()).plus(pace.voteOf(claim.node()));
            case RETURNING -> guess ? policy.postHealthTimeout() : pace.after().plus(pace.voteOf(claim.node()));
        };
        Duration allowed = guess ? Duration.ZERO : most(LEAST, least(expected, LONG_REBOOT));
        Duration late = Duration.between(claim.since(), now).minus(expected);
        return late.compareTo(allowed) > 0 ? Optional.of(late) : Optional.empty();
    }

    private static Duration most(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
