package io.rebootmgr.cli;

import io.rebootmgr.cycle.Cycle;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.cycle.Request;
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
        Outcome outcome;
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Ports ports = workplace.ports(clock);
            Optional<Report> report = request.dryRun() ? Optional.empty() : workplace.report(ports);
            outcome = report.isPresent()
                    ? told(workplace, ports, request, report.get())
                    : new Cycle(ports, workplace.self()).run(request);
        }
        LastWord.of(outcome, workplace.settings().node().name(), shell);
        return outcome.code().number();
    }

    private static Outcome told(Workplace workplace, Ports ports, Request request, Report report) {
        Outcome outcome;
        try {
            outcome = new Cycle(ports.heardBy(report), workplace.self()).run(request);
        } catch (RuntimeException e) {
            report.ended(new Outcome(Failures.code(e), String.valueOf(e.getMessage())));
            throw e;
        }
        report.ended(outcome);
        return outcome;
    }
}
