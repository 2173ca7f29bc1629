package io.rebootmgr.cli;

import java.util.Optional;
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
        FleetStatus status =
                new FleetStatus(Optional.ofNullable(group), Optional.ofNullable(node), all, json, watch, shell);
        try (Workplace workplace = global.open(shell)) {
            return status.show(workplace);
        }
    }
}
