package io.rebootmgr.cli;

import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.RolloutJson;
import io.rebootmgr.show.RolloutPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which rollouts there are. */
@Command(
        name = "list",
        description = {
            "List the rollouts that are under way, and those that have ended, newest first.",
            "",
            "Example: rebootmgr rollout list"
        })
final class RolloutListCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    RolloutListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Times times = new Times(Instant.now(), ZoneId.systemDefault());
            RolloutReading.Found found =
                    new RolloutReading(workplace.consul(), workplace.keys(), times.now(), times.zone()).list();
            found.unreadable().stream().map(Unreadable::text).forEach(shell::warn);
            if (json) {
                shell.out().print(Json.pretty(RolloutJson.list(found.views())) + "\n");
            } else {
                shell.print(RolloutPage.list(found, times, shell.coloured()));
            }
            return (found.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.INVALID).number();
        }
    }
}
