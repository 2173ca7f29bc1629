package io.rebootmgr.show;

import io.rebootmgr.policy.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and how long they are past, for people. */
final class Age {
    private Age() {}

    /** In two units at most: {@code 12s}, {@code 3m 12s}, {@code 2h 5m}, {@code 3d 4h}. Below zero, by clocks that differ, 0s. */
    static String text(Duration age) {
        return Durations.brief(age);
    }

    static String text(Instant since, Instant now) {
        return text(Duration.between(since, now));
    }

    /** The moment, in UTC to the second. */
    static String moment(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ").replace("Z", "");
    }
}
