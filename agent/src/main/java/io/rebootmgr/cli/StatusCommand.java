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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The fleet at a glance. */
@Command(
        name = "status",
        description = {
            "Show the fleet at a glance: stop flags and pauses, groups, who holds slots since when, nodes that want a reboot, and"
                    + " their last results. Trigger files are seen through their node's status only.",
            "",
            "Example: rebootmgr status --watch --group web"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON; with --watch a line at every change.")
    private boolean json;

    @Option(
            names = {"-w", "--watch"},
            description = "Go on: redraw on a terminal, else print again at every change. Ctrl-C ends it.")
    private boolean watch;

    @Option(names = "--group", converter = NameConverter.class, paramLabel = "G", description = "This group only.")
    private @Nullable String group;

    @Option(
            names = "--node",
            converter = NameConverter.class,
            paramLabel = "N",
            description = "This node only, and its group.")
    private @Nullable String node;

    @Option(names = "--all", description = "Show all of it, however long; without, one screen.")
    private boolean all;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    StatusCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (group != null && node != null) {
            throw new ParameterException(spec.commandLine(), "--group and --node exclude each other");
        }
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            Consul consul = workplace.consul();
            Keys keys = workplace.keys();
            ZoneId zone = workplace.self().zone().get();
            if (!watch) {
                Overview overview = look(consul, keys, clock.now(), zone);
                doubt(workplace, overview.fleet());
                shell.out().print(text(overview, clock.now()));
                return ExitCode.DONE.number();
            }
            doubt(workplace, look(consul, keys, clock.now(), zone).fleet());
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
        if (node != null && seen.nodes().isEmpty()) {
            NameWarning.warn(KnownName.node(workplace, node, KnownName.Witness.ANY_KEY), shell);
        } else if (group != null && seen.groups().isEmpty()) {
            NameWarning.warn(KnownName.group(workplace, group, KnownName.Witness.ANY_KEY), shell);
        }
    }

    private boolean redraws() {
        return watch && !json && shell.redraws();
    }

    private Overview look(Consul consul, Keys keys, Instant now, ZoneId zone) {
        if (node != null) {
            return Overview.ofNode(Survey.ofNode(consul, keys, node), node, now);
        }
        Fleet fleet = Survey.of(consul, keys);
        return Overview.of(group == null ? fleet : fleet.ofGroup(group), consul, keys, now, zone);
    }

    private String text(Overview overview, Instant now) {
        if (json) {
            return (watch ? Json.line(StatusJson.of(overview, now)) : Json.pretty(StatusJson.of(overview, now))) + "\n";
        }
        String whose = node != null ? "node " + node : group != null ? "group " + group : "fleet";
        Extent extent = all ? Extent.ALL : Extent.SCREEN;
        Times times = new Times(now, ZoneId.systemDefault());
        String page = shell.text(StatusPage.of(overview, whose, times, extent, shell.coloured()));
        // Printed one below the other they have to be told apart.
        return watch && !redraws() ? page + "\n" : page;
    }
}
