package io.rebootmgr.cycle;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a run was asked to do.
 *
 * @param operator somebody wants this node rebooted, so no trigger is needed
 * @param dryRun go through gates and tasks, change nothing
 * @param patience how long to wait for a slot; zero gives up at once
 * @param ignore names of gates to pass over; never {@code stop} or {@code slot}
 * @param reason the operator's words, for the claim and the logbook
 */
public record Request(
        boolean operator, boolean dryRun, Duration patience, Set<String> ignore, Optional<String> reason) {
    /** What the timer asks. */
    public static final Request TIMER = new Request(false, false, Duration.ZERO, Set.of(), Optional.empty());

    public Request {
        ignore = Set.copyOf(ignore);
    }
}
