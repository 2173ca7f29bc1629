package io.rebootmgr.cli;

import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.show.RolloutHistoryPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            "Show the logbook, newest first: who was rebooted and why, how long each phase took, and the result;"
                    + " what is in progress, too."
                    + " A node keeps its last 20 entries.",
            "",
            "Example: rebootmgr history --since yesterday --failed"
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

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Entries to show, 1 to " + MOST + " (default: " + FleetHistory.NEWEST + ").")
    private int limit = FleetHistory.NEWEST;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = MomentConverter.class,
            description = "Only what began since then: today, yesterday, a duration (2h, 7d), a date or a time"
                    + " (2026-01-31, '2026-01-31 22:00').")
    private @Nullable Moment since;

    @Option(
            names = "--failed",
            description = "Only attempts that ended otherwise than with a reboot, or have failed so far.")
    private boolean failed;

    @Option(
            names = "--rollouts",
            description = "The rollouts instead: who started, paused, advanced and ended them, why, and how their waves"
                    + " went. The last 50 of a group are kept.")
    private boolean rollouts;

    @Option(
            names = "--group",
            paramLabel = "G",
            converter = NameConverter.class,
            description = "With --rollouts: those of this group only.")
    private @Nullable String group;

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
        if (rollouts) {
            return rollouts();
        }
        if (group != null) {
            throw new ParameterException(spec.commandLine(), "--group goes with --rollouts");
        }
        FleetHistory history =
                new FleetHistory(Optional.ofNullable(node), limit, Optional.ofNullable(since), failed, json, shell);
        try (Workplace workplace = global.open(shell)) {
            return history.show(workplace);
        }
    }

    private int rollouts() {
        if (node != null || failed) {
            throw new ParameterException(spec.commandLine(), "--rollouts goes with neither a node nor --failed");
        }
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            ZoneId zone = workplace.self().zone().get();
            Instant from = since == null ? Instant.EPOCH : since.before(clock.now(), zone);
            List<Unreadable> unreadable = new ArrayList<>();
            List<RolloutRecord> records =
                    RolloutReading.records(workplace.consul(), workplace.keys(), Optional.ofNullable(group), unreadable)
                            .stream()
                            .filter(record ->
                                    !record.rollout().order().started().isBefore(from))
                            .limit(limit)
                            .toList();
            if (group != null && records.isEmpty() && unreadable.isEmpty()) {
                NameWarning.warn(KnownName.group(workplace, group, KnownName.Witness.ANY_KEY), shell);
            }
            if (json) {
                shell.out().println(Json.pretty(RolloutHistoryPage.json(records, unreadable)));
            } else {
                shell.print(RolloutHistoryPage.of(
                        records, unreadable, noRollout(), new Times(clock.now(), zone), shell.coloured()));
            }
            return ExitCode.DONE.number();
        }
    }

    private String noRollout() {
        return "no rollout" + (group == null ? "" : " of group " + group)
                + (since == null ? " is in the logbook" : " that the logbook knows began since then");
    }
}
