package io.rebootmgr.cli;

import io.rebootmgr.cycle.RunRequest;
import io.rebootmgr.gate.Gate;
import io.rebootmgr.gate.Gates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code run} and {@code reboot}. */
final class RunOptions {
    @Option(
            names = {"-n", "--dry-run"},
            description = "Go through gates and tasks (with REBOOTMGR_DRY_RUN=1) and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Wait this long for a slot (90s, 5m, 2h) instead of giving up.")
    private Duration patience = Duration.ZERO;

    @Option(
            names = "--wait-if-next",
            description = "Wait up to an hour for a slot while this node is next in line for one, as the timer does.")
    private boolean waitIfNext;

    @Option(
            names = "--ignore",
            paramLabel = "GATE",
            description = "Ignore a gate; repeatable. Not stop, lease and slot.")
    private List<String> ignore = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the claim and the logbook.")
    private @Nullable String reason;

    @Option(
            names = {"-q", "--quiet"},
            description = "On a terminal, do not tell what happens while it happens.")
    private boolean quiet;

    /** Whether a terminal is not to be told what happens. */
    boolean quiet() {
        return quiet;
    }

    /** Whether anything was given beside a dry run. */
    boolean waitsOrIgnores() {
        return !patience.isZero() || waitIfNext || !ignore.isEmpty() || reason != null;
    }

    boolean dryRun() {
        return dryRun;
    }

    /** What is asked for; a gate that cannot be ignored is wrong usage. */
    RunRequest request(CommandSpec spec) {
        Duration ifNext = (waitIfNext ? RunRequest.TIMER : RunRequest.PLAIN).patienceIfNext();
        return new RunRequest(
                Optional.empty(), dryRun, patience, ifNext, gates(ignore, spec), Optional.ofNullable(reason));
    }

    /** The gates to ignore; one that there is not, or that cannot be ignored, is wrong usage. */
    static Set<String> gates(List<String> ignore, CommandSpec spec) {
        for (String gate : ignore) {
            Gate named = Gates.named(gate)
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            spec.commandLine(),
                            "there is no gate " + gate + "; gates are " + String.join(", ", Gates.names())));
            if (!named.isIgnorable()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "the gate " + gate + " can never be ignored");
            }
        }
        return new LinkedHashSet<>(ignore);
    }
}
