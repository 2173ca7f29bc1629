package io.rebootmgr.show;

import io.rebootmgr.policy.Durations;
import java.time.Duration;
import java.time.Instant;

/** How long something is past, for people. */
final class Age {
    private Age() {}

    /**
     * In two units at most: {@code 12s}, {@code 3m 12s}, {@code 2h 5m}, {@code 3d 4h}. Below zero, by clocks that
     * differ, 0s.
     */
    static String text(Duration age) {
        return Durations.brief(age);
    }

    static String text(Instant since, Instant now) {
        return Durations.age(since, now);
    }
}
