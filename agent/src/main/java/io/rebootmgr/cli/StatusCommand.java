package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.StatusJson;
import io.rebootmgr.show.StatusPage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
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
            "Show the fleet at a glance: stop flags, groups, who holds slots since when, nodes that want a reboot, and"
                    + " their last results. Trigger files are seen through their node's status only.",
            "",
            "Example: rebootmgr status --watch --group web"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int MOST_NODES = 50;

    /** On a terminal that is redrawn everything should stay on the screen. */
    private static final int MOST_NODES_REDRAWN = 20;

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
            if (!watch) {
                shell.out().print(text(look(workplace.consul(), workplace.keys()), clock.now()));
                return ExitCode.DONE.number();
            }
            new Watch(() -> look(workplace.consul(), workplace.keys()), this::text, clock, shell, redraws()).run();
            return ExitCode.DONE.number();
        } catch (Terminated e) {
            return ExitCode.TERMINATED.number();
        }
    }

    private boolean redraws() {
        return watch && !json && shell.terminal();
    }

    private Fleet look(Consul consul, Keys keys) {
        if (node != null) {
            return Survey.ofNode(consul, keys, node);
        }
        Fleet fleet = Survey.of(consul, keys);
        return group == null ? fleet : fleet.ofGroup(group);
    }

    private String text(Fleet fleet, Instant now) {
        if (json) {
            return (watch ? Json.line(StatusJson.of(fleet)) : Json.pretty(StatusJson.of(fleet))) + "\n";
        }
        String whose = node != null ? "node " + node : group != null ? "group " + group : "fleet";
        int most = redraws() ? MOST_NODES_REDRAWN : MOST_NODES;
        return StatusPage.of(fleet, whose, now, most, shell.coloured()).text();
    }
}
