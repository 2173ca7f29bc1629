package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.Extent;
import io.rebootmgr.show.StatusJson;
import io.rebootmgr.show.StatusPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Shows the fleet, or one group or node of it.
 *
 * @param all however long it gets; else one screen
 * @param watch goes on until it is ended
 */
record FleetStatus(
        Optional<String> group, Optional<String> node, boolean all, boolean json, boolean watch, Shell shell) {

    /** Of all groups, once, for people. */
    FleetStatus(Shell shell) {
        this(Optional.empty(), Optional.empty(), false, false, false, shell);
    }

    /** Gives the exit code. */
    int show(Workplace workplace) {
        try (SystemClock clock = SystemClock.withoutShutdownHook()) {
            Consul consul = workplace.consul();
            Keys keys = workplace.keys();
            ZoneId zone = workplace.self().zone().get();
            Overview first = look(consul, keys, clock.now(), zone);
            doubt(workplace, first.fleet());
            if (!watch) {
                shell.out().print(text(first, clock.now()));
                return ExitCode.DONE.number();
            }
            FleetWatcher watcher = new FleetWatcher(consul, keys, clock);
            new WatchLoop<>(
                            () -> look(consul, keys, clock.now(), zone),
                            this::text,
                            // What is expected moves with the time, and is no news.
                            (before, now) -> before.fleet().equals(now.fleet()),
                            watcher::await,
                            clock,
                            shell,
                            redraws())
                    .run();
            return ExitCode.DONE.number();
        } catch (Terminated e) {
            return e.code().number();
        }
    }

    /** A name that nobody knows looks like a node or a group where all is well. */
    private void doubt(Workplace workplace, Fleet seen) {
        if (node.isPresent() && seen.nodes().isEmpty()) {
            NameWarning.warn(KnownName.node(workplace, node.get(), KnownName.Witness.ANY_KEY), shell);
        } else if (group.isPresent() && seen.groups().isEmpty()) {
            NameWarning.warn(KnownName.group(workplace, group.get(), KnownName.Witness.ANY_KEY), shell);
        }
    }

    private boolean redraws() {
        return watch && !json && shell.redraws();
    }

    private Overview look(Consul consul, Keys keys, Instant now, ZoneId zone) {
        if (node.isPresent()) {
            return Overview.ofNode(Survey.ofNode(consul, keys, node.get()), node.get(), now);
        }
        Fleet fleet = Survey.of(consul, keys);
        return Overview.of(group.map(fleet::ofGroup).orElse(fleet), consul, keys, now, zone);
    }

    private String text(Overview overview, Instant now) {
        if (json) {
            return (watch ? Json.line(StatusJson.of(overview, now)) : Json.pretty(StatusJson.of(overview, now))) + "\n";
        }
        String whose = node.map(name -> "node " + name)
                .or(() -> group.map(name -> "group " + name))
                .orElse("fleet");
        Extent extent = all ? Extent.ALL : Extent.SCREEN;
        Times times = new Times(now, ZoneId.systemDefault());
        String page = shell.text(StatusPage.of(overview, whose, times, extent, shell.coloured()));
        // Printed one below the other they have to be told apart.
        return watch && !redraws() ? page + "\n" : page;
    }
}
