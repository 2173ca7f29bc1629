package io.rebootmgr.cli;

import io.rebootmgr.cycle.Cycle;
import io.rebootmgr.cycle.Listener;
import io.rebootmgr.cycle.Listeners;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.RunRequest;
import io.rebootmgr.cycle.UndoNow;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.log.Logging;
import io.rebootmgr.report.Report;
import io.rebootmgr.terminal.Narration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs the cycle once and says how it ended. Shared by every way to start a run. */
final class Runs {
    private Runs() {}

    /**
     * Gives the exit code.
     *
     * @param quiet a terminal is not told what happens meanwhile
     */
    static int run(Workplace workplace, RunRequest request, Shell shell, boolean quiet) {
        Logging.forgetClaim();
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Ports ports = workplace.ports(clock);
            List<Report> report = new ArrayList<>();
            Outcome outcome = narrated(quiet || request.dryRun(), shell, narration -> {
                // It may have something to say to the log already.
                if (!request.dryRun()) {
                    workplace.report(ports).ifPresent(report::add);
                }
                return follow(workplace, ports, request, narration, report);
            });
            ExitMessage.of(outcome, workplace.settings().node().name(), shell);
            report.forEach(Report::finish);
            return outcome.code().number();
        }
    }

    /** Undoes what an earlier run left and says how that ended. Gives the exit code. */
    static int undo(Workplace workplace, boolean dryRun, Shell shell, boolean quiet) {
        Logging.forgetClaim();
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Ports ports = workplace.ports(clock);
            Outcome outcome = narrated(
                    quiet || dryRun,
                    shell,
                    narration -> new UndoNow(ports.heardBy(new Listeners(narration)), workplace.self()).run(dryRun));
            ExitMessage.of(outcome, workplace.settings().node().name(), shell);
            return outcome.code().number();
        }
    }

    /** With somebody who tells of it where somebody watches; what is said afterwards comes below all that. */
    static <T> T narrated(boolean quiet, Shell shell, Function<List<Listener>, T> run) {
        if (quiet || !Logging.isWatched()) {
            return run.apply(List.of());
        }
        try (Narration narration = Narration.begin(shell.env())) {
            return run.apply(List.of(narration));
        }
    }

    private static Outcome follow(
            Workplace workplace, Ports ports, RunRequest request, List<Listener> narration, List<Report> report) {
        List<Listener> listeners = new ArrayList<>(narration);
        listeners.add(new ExposureWatch(workplace.settings().consul()));
        listeners.addAll(report);
        try {
            Outcome outcome = new Cycle(ports.heardBy(new Listeners(listeners)), workplace.self()).run(request);
            report.forEach(told -> told.ended(outcome));
            return outcome;
        } catch (RuntimeException | Error e) {
            report.forEach(told -> {
                told.ended(new Outcome(Failures.code(e), String.valueOf(e.getMessage())));
                told.finish();
            });
            throw e;
        }
    }
}
