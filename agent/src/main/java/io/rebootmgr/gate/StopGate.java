package io.rebootmgr.gate;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;

/** The emergency stop: holds while a stop key of the fleet, the group or the node exists, whatever its content. */
final class StopGate implements Gate {

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public boolean isIgnorable() {
        return false;
    }

    @Override
    public Notice notice() {
        return Notice.NEVER;
    }

    @Override
    public Verdict judge(GateInput input) {
        return input.facts()
                .stop()
                .<Verdict>map(stop -> new Hold(ExitCode.STOPPED, stop.text()))
                .orElseGet(() -> new Proceed("no stop flag"));
    }

    @Override
    public Look look(GateInput input) {
        return new Look(judge(input), new Evidence.Stops(input.facts().stops()));
    }
}
