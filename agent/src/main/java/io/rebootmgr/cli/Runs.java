package io.rebootmgr.cli;

import io.rebootmgr.cycle.Cycle;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.cycle.Request;
import io.rebootmgr.host.SystemClock;

/** Runs the cycle once and says how it ended. Shared by every way to start a run. */
final class Runs {
    private Runs() {}

    /** Gives the exit code. */
    static int run(Workplace workplace, Request request, Shell shell) {
        Outcome outcome;
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            outcome = new Cycle(workplace.ports(clock), workplace.self()).run(request);
        }
        LastWord.of(outcome, workplace.settings().node().name(), shell);
        return outcome.code().number();
    }
}
