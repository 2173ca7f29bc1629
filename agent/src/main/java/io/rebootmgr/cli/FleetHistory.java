package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.cycle.KeptClaim;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Logbook.Choice;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.show.HistoryPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.verdict.ExitCode;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Shows the logbook of the fleet, or of one node.
 *
 * @param limit so many of the newest entries
 * @param failed only attempts that ended otherwise than with a reboot, or have failed so far
 */
record FleetHistory(
        Optional<String> node, int limit, Optional<Moment> since, boolean failed, boolean json, Shell shell) {
    static final int NEWEST = 50;

    /** The newest of the fleet, for people. */
    FleetHistory(Shell shell) {
        this(Optional.empty(), NEWEST, Optional.empty(), false, false, shell);
    }

    /** Gives the exit code. */
    int show(Workplace workplace) {
        try (SystemClock clock = SystemClock.withoutShutdownHook()) {
            ZoneId zone = workplace.self().zone().get();
            Consul consul = workplace.consul();
            Keys keys = workplace.keys();
            Choice choice = new Choice(
                    since.map(when -> when.before(clock.now(), zone)),
                    failed ? Logbook.Outcome.NO_REBOOT : Logbook.Outcome.ANY,
                    limit);
            Logbook written = node.isPresent()
                    ? Logbook.ofNode(consul, keys, node.get(), choice)
                    : Logbook.ofFleet(consul, keys, choice);
            Logbook logbook = kept(workplace).map(written::knowing).orElse(written);
            if (node.isPresent()
                    && logbook.entries().isEmpty()
                    && logbook.unreadable().isEmpty()) {
                NameWarning.warn(KnownName.node(workplace, node.get(), KnownName.Witness.ANY_KEY), shell);
            }
            if (json) {
                shell.out().println(Json.pretty(HistoryPage.json(logbook)));
            } else {
                shell.print(HistoryPage.of(logbook, none(), new Times(clock.now(), zone), shell.coloured()));
            }
            // Of a node that was asked for by name nothing else is shown.
            boolean unreadable = node.isPresent() && !logbook.unreadable().isEmpty();
            return (unreadable ? ExitCode.INVALID : ExitCode.DONE).number();
        }
    }

    /** What this node's own run has written down, where whoever asks may read it. */
    private static Optional<Entry> kept(Workplace workplace) {
        try {
            return KeptClaim.load(workplace.host()).map(KeptClaim::entry);
        } catch (HostException e) {
            return Optional.empty();
        }
    }

    private String none() {
        String whose = node.orElse("the fleet");
        return since.isEmpty() && !failed
                ? whose + " has no logbook: no reboot was tried yet"
                : "there is nothing like that in the logbook of " + whose;
    }
}
