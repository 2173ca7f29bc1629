package io.rebootmgr.host;

import java.time.Duration;
import java.time.Instant;

/**
 * Time, and the end of it: every wait of a run goes through here, so that SIGTERM ends it. A termination is thrown
 * once; whoever catches it can use the clock for putting things back.
 */
public interface Clock {

    /** The wall clock, for dates and for people. It may jump: never subtract two of these to measure. */
    Instant now();

    /** Time since some fixed moment, for measuring; never jumps and never goes back. */
    Duration elapsed();

    /**
     * Waits.
     *
     * @throws Terminated when the process was told to end, before or while it waits
     */
    void sleep(Duration duration);

    /** Throws {@link Terminated} when the process was told to end. */
    void checkTerminated();
}
