package io.rebootmgr.terminal;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.show.Text;
import java.time.Duration;
import java.util.Optional;

/**
 * What is going on, and for how long by now, or how long yet.
 *
 * @param far how far it is; empty where nobody says
 * @param begun by a clock that only goes forward
 * @param ends by the same; empty where nobody knows
 */
record Activity(String what, String far, Duration begun, Optional<Duration> ends) {
    /**
     * In one line. Of what does not fit how far it is and the time stay, for they are what moves.
     *
     * @param columns how many there are; the last one is left free, where some terminals begin a new line
     */
    String line(Duration now, int columns) {
        String time = (far.isEmpty() ? "" : ": " + far)
                + ", "
                + ends.map(end -> Durations.brief(withTheRunning(end.minus(now))) + " left")
                        .orElseGet(() -> Durations.brief(now.minus(begun)));
        return Text.cut(Text.harmless(what), Math.max(1, columns - 1 - time.length())) + time;
    }

    /** Counting down, the second that runs counts. */
    private static Duration withTheRunning(Duration left) {
        return left.plusMillis(999);
    }
}
