package io.rebootmgr.cli;

import io.rebootmgr.cycle.Cycle;
import io.rebootmgr.cycle.Listener;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.Request;
import io.rebootmgr.cycle.UndoNow;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.log.Logging;
import io.rebootmgr.report.Report;
import java.util.Optional;

/** Runs the cycle once and says how it ended. Shared by every way to start a run. */
final class Runs {
    private Runs() {}

    /** Gives the exit code. */
    static int run(Workplace workplace, Request request, Shell shell) {
        Logging.forgetClaim();
        String node = workplace.settings().node().name();
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Ports ports = workplace.ports(clock);
            Optional<Report> report = request.dryRun() ? Optional.empty() : workplace.report(ports);
            if (report.isPresent()) {
                Outcome outcome = followed(workplace, ports, request, report.get());
                LastWord.of(outcome, node, shell);
                report.get().finish();
                return outcome.code().number();
            }
            Outcome outcome = cycle(workplace, ports, Listener.NOBODY).run(request);
            LastWord.of(outcome, node, shell);
            return outcome.code().number();
        }
    }

    /** Undoes what an earlier run left and says how that ended. Gives the exit code. */
    static int undo(Workplace workplace, boolean dryRun, Shell shell) {
        Logging.forgetClaim();
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Outcome outcome = new UndoNow(workplace.ports(clock), workplace.self()).run(dryRun);
            LastWord.of(outcome, workplace.settings().node().name(), shell);
            return outcome.code().number();
        }
    }

    private static Cycle cycle(Workplace workplace, Ports ports, Listener listener) {
        return new Cycle(ports.heardBy(new ExposureWatch(workplace.settings().consul(), listener)), workplace.self());
    }

    private static Outcome followed(Workplace workplace, Ports ports, Request request, Report report) {
        Outcome outcome;
        try {
            outcome = cycle(workplace, ports, report).run(request);
        } catch (RuntimeException | Error e) {
            report.ended(new Outcome(Failures.code(e), String.valueOf(e.getMessage())));
            report.finish();
            throw e;
        }
        report.ended(outcome);
        return outcome;
    }
}
