package io.rebootmgr.cli;

import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.RolloutJson;
import io.rebootmgr.show.RolloutPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a rollout is. */
@Command(
        name = "status",
        description = {
            "Show where a rollout is and why it is not further: its waves, what it waits for, until when a wave soaks.",
            "",
            "Example: rebootmgr rollout status --nodes"
        })
final class RolloutStatusCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            converter = NameConverter.class,
            description = "This rollout (default: all that are under way).")
    private @Nullable String id;

    @Option(names = "--nodes", description = "Show every node, not just those that failed.")
    private boolean nodes;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    RolloutStatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Times times = new Times(Instant.now(), ZoneId.systemDefault());
            RolloutReading reading =
                    new RolloutReading(workplace.consul(), workplace.keys(), times.now(), times.zone());
            RolloutReading.Found found = id == null ? reading.underWay() : reading.one(id);
            found.unreadable().stream().map(Unreadable::text).forEach(shell::warn);
            List<RolloutView> views = found.views();
            if (id != null && views.isEmpty()) {
                throw RolloutOrders.unknown(id);
            }
            if (json) {
                shell.out()
                        .print(Json.pretty(id == null ? RolloutJson.of(views) : RolloutJson.of(views.getFirst()))
                                + "\n");
            } else if (views.isEmpty()) {
                shell.say("no rollout is under way; `rebootmgr rollout list` shows those that have ended");
            } else {
                shell.print(RolloutPage.of(views, nodes, times, shell.coloured()));
            }
            return (found.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.INVALID).number();
        }
    }
}
