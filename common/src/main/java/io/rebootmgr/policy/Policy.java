package io.rebootmgr.policy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The policy in effect for one node. {@link PolicyLayers} reads it and keeps every value within its bounds; whoever
 * builds one by hand keeps them himself.
 *
 * @param enabled whether this node may reboot at all
 * @param disabledReason why it may not, in an operator's words
 * @param limit how many nodes of the group may be out of service at once, 1 or more
 * @param settle how long to wait after the tasks until every health check has run again, 0 or longer
 * @param taskTimeout how long one task may run, 1 s or longer
 * @param postHealthTimeout how long a run waits for health after the boot, 0 or longer
 * @param sessionTtl TTL of the session held while preparing, 10 s to 24 h
 * @param minUptime how long a node must have been up, 0 or longer
 * @param maxFailures after how many failures in a row a node gives up, 1 or more
 * @param maxReboots after how many reboots for one reason within {@code maxRebootsPer} the next one is held, 1 to 1000
 * @param maxRebootsPer the time in which they count, 1 m or longer
 * @param ignoreFailedChecks names of the nodes whose failures are passed over
 * @param zone whose days and dates count; the node's own where absent
 * @param stuckAfter how long a node of the group may be rebooting before somebody is told, 1 m or longer
 * @param fleetName what messages call the fleet, at most 40 characters; said by the fleet's own policy only
 * @param windows when a reboot may start; none means always
 * @param holidays whose public holidays hold reboots back
 * @param freezes dates that hold reboots back
 */
public record Policy(
        boolean enabled,
        Optional<String> disabledReason,
        int limit,
        Duration settle,
        Duration taskTimeout,
        Duration postHealthTimeout,
        Duration sessionTtl,
        Duration minUptime,
        int maxFailures,
        int maxReboots,
        Duration maxRebootsPer,
        Set<String> ignoreFailedChecks,
        Duration stuckAfter,
        Optional<String> fleetName,
        Optional<ZoneId> zone,
        List<Window> windows,
        Optional<Holidays> holidays,
        List<Freeze> freezes) {

    /** What holds where no layer says anything. */
    public static final Policy DEFAULTS = new Policy(
            true,
            Optional.empty(),
            1,
            Duration.ofSeconds(130),
            Duration.ofHours(2),
            Duration.ofMinutes(30),
            Duration.ofMinutes(10),
            Duration.ZERO,
            5,
            3,
            Duration.ofHours(6),
            Set.of(),
            Duration.ofHours(1),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of());

    public Policy {
        // Sorted, so that the same policy is shown the same way everywhere.
        ignoreFailedChecks = Collections.unmodifiableSet(new TreeSet<>(ignoreFailedChecks));
        windows = List.copyOf(windows);
        freezes = List.copyOf(freezes);
    }
}
