package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.HistoryPage;
import io.rebootmgr.verdict.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The logbook. */
@Command(
        name = "history",
        description = {
            "Show the logbook, newest first: who was rebooted and why, how long each phase took, and the result."
                    + " A node keeps its last 20 entries.",
            "",
            "Example: rebootmgr history web1 --json"
        })
final class HistoryCommand implements Callable<Integer> {
    private static final int MOST = 1_000;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NODE",
            converter = NameConverter.class,
            description = "This node only (default: all).")
    private @Nullable String node;

    @Option(names = "--limit", paramLabel = "N", description = "Entries to show, 1 to " + MOST + " (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    HistoryCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(spec.commandLine(), "--limit " + limit + " is not from 1 to " + MOST);
        }
        try (Workplace workplace = global.open(shell)) {
            Consul consul = workplace.consul();
            Keys keys = workplace.keys();
            Logbook logbook =
                    node == null ? Logbook.ofFleet(consul, keys, limit) : Logbook.ofNode(consul, keys, node, limit);
            if (json) {
                shell.out().println(Json.pretty(HistoryPage.json(logbook)));
            } else {
                String whose = node == null ? "the fleet" : node;
                shell.out()
                        .print(HistoryPage.of(logbook, whose, shell.coloured()).text());
            }
            // Of a node that was asked for by name nothing else is shown.
            boolean unreadable = node != null && !logbook.unreadable().isEmpty();
            return (unreadable ? ExitCode.INVALID : ExitCode.DONE).number();
        }
    }
}
