package io.rebootmgr.cli;

import io.rebootmgr.event.Event;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.notify.Courier;
import java.time.Duration;

/**
 * Tells what an operator did, on the machine where it was done: who did it and why is known there, at once, and it is
 * told once. Every node would find out for itself, too, and a stopped node writes nothing, so they could not agree on one of them.
 */
final class Announcement {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Announcement() {}

    /** Returns when everybody was told, or did not want to hear it for a minute. */
    static void tell(Workplace workplace, Event event) {
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Courier courier = workplace.courier(clock);
            courier.bring(event);
            courier.finish(PATIENCE);
        }
    }
}
