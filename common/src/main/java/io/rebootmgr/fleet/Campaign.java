package io.rebootmgr.fleet;

import io.rebootmgr.fleet.Stand.Share;
import io.rebootmgr.logbook.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far the reboots and changes are that are going on. Nobody declares a campaign: it is who wants one, holds a slot
 * or failed, and whose is over, back to the first pause of a day. A node that had nothing to do is not part of it.
 *
 * @param done nodes that are back in service after theirs
 * @param inProgress nodes that hold a slot, or are on their way back without one
 * @param waiting nodes that wait for a slot, or were just asked
 * @param held nodes that another gate holds, or that a stop left drained
 * @param failed nodes that somebody has to look after: failed, parked or released
 */
public record Campaign(int done, int inProgress, int waiting, int held, int failed) {
    /** Longer than from the end of one night's window to the first reboot in the next. */
    private static final Duration PAUSE = Duration.ofHours(30);

    /**
     * How a node's last words begin after a reboot or a change, though it may have run since. Others end well, too: of
     * runs that found nothing to do, or gave up because the trigger had gone.
     */
    private static final List<String> DONE = List.of("rebooted", "changed", "back in service");

    /** The one that goes on; empty when nobody wants anything. */
    public static Optional<Campaign> of(Census census, Instant now) {
        int inProgress = census.count(Share.IN_PROGRESS);
        int waiting = census.count(Share.WAITING);
        int held = census.count(Share.HELD);
        boolean nobodyHolds =
                census.counted().stream().allMatch(one -> one.held().isEmpty());
        return nobodyHolds && inProgress + waiting + held == 0
                ? Optional.empty()
                : Optional.of(new Campaign(done(census, now), inProgress, waiting, held, census.count(Share.FAILED)));
    }

    private static int done(Census census, Instant now) {
        List<Instant> ends = census.all(Stand.IDLE).stream()
                .flatMap(one -> one.node().status().flatMap(NodeStatus::last).stream())
                .filter(last -> last.code() == 0 && DONE.stream().anyMatch(last.reason()::startsWith))
                .map(NodeStatus.Last::at)
                .sorted(Comparator.reverseOrder())
                .toList();
        int done = 0;
        Instant later = now;
        for (Instant end : ends) {
            if (Duration.between(end, later).compareTo(PAUSE) > 0) {
                break;
            }
            later = end;
            done++;
        }
        return done;
    }

    public int all() {
        return done + inProgress + waiting + held + failed;
    }
}
