package io.rebootmgr.leasing;

import io.rebootmgr.host.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time passes where somebody sleeps, and nowhere else. */
class PatientClock implements Clock {
    private Duration elapsed = Duration.ZERO;

    @Override
    public Instant now() {
        return Instant.parse("2026-01-31T12:00:00Z").plus(elapsed);
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public void sleep(Duration duration) {
        elapsed = elapsed.plus(duration);
    }

    @Override
    public void checkTerminated() {
        // Nobody sends signals here.
    }
}
