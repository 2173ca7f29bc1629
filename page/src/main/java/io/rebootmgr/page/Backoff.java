package io.rebootmgr.page;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait after a failure: twice as long each time, 10 s at most, for somebody may be waiting to see it end.
 */
final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Duration first;
    private Duration next;

    Backoff(Duration first) {
        this.first = first;
        this.next = first;
    }

    /** After a success. */
    void reset() {
        next = first;
    }

    /** How long this time. */
    Duration take() {
        Duration now = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return now;
    }

    void sleep() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(take().toMillis());
    }
}
