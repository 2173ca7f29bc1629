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
    public Verdict judge(Situation situation) {
        return situation
                .facts()
                .stop()
                .<Verdict>map(stop -> new Hold(ExitCode.STOPPED, stop.text()))
                .orElseGet(() -> new Proceed("no stop flag"));
    }

    @Override
    public Look look(Situation situation) {
        return new Look(judge(situation), new Evidence.Stops(situation.facts().stops()));
    }
}
