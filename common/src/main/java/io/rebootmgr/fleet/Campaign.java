package io.rebootmgr.fleet;

import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far the reboots are that are going on. Nobody declares a campaign: it is who wants to reboot, holds a slot or failed, and who
 * has rebooted before that, back to the first pause of a day.
 *
 * @param done nodes back in service
 * @param inProgress nodes that hold a slot
 * @param waiting nodes that wait for a slot, or were just asked
 * @param held nodes that another gate holds
 * @param failed nodes that somebody has to look after: failed or parked
 */
public record Campaign(int done, int inProgress, int waiting, int held, int failed) {
    /** Longer than from the end of one night's window to the first reboot in the next. */
    private static final Duration PAUSE = Duration.ofHours(30);

    /** The one that goes on; empty when nobody wants anything. */
    public static Optional<Campaign> of(Fleet fleet, Instant now) {
        Set<String> holders = fleet.groups().stream()
                .flatMap(group -> group.holders().stream())
                .filter(Held::counts)
                .map(holder -> holder.claim().node())
                .collect(Collectors.toSet());
        int waiting = 0;
        int held = 0;
        int failed = 0;
        for (Node node : fleet.nodes()) {
            if (holders.contains(node.name())) {
                continue;
            }
            switch (node.rank()) {
                case FAILED, PARKED -> failed++;
                case WANTS_REBOOT, UNDER_WAY -> {
                    if (isHeld(node)) {
                        held++;
                    } else {
                        waiting++;
                    }
                }
                case UNKNOWN, IDLE -> {}
            }
        }
        if (holders.isEmpty() && waiting + held == 0) {
            return Optional.empty();
        }
        return Optional.of(new Campaign(done(fleet, holders, now), holders.size(), waiting, held, failed));
    }

    /** By another gate than the slots. */
    private static boolean isHeld(Node node) {
        return node.status()
                .filter(status -> status.state() == State.HELD)
                .flatMap(NodeStatus::last)
                .filter(last -> last.code() != ExitCode.NO_SLOT.number())
                .isPresent();
    }

    private static int done(Fleet fleet, Set<String> holders, Instant now) {
        List<Instant> ends = fleet.nodes().stream()
                .filter(node -> node.rank() == Node.Rank.IDLE && !holders.contains(node.name()))
                .flatMap(node -> node.status().flatMap(NodeStatus::last).stream())
                .filter(last -> last.code() == 0)
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
