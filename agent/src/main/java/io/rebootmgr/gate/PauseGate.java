package io.rebootmgr.gate;

import io.rebootmgr.fleet.Pause;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import java.util.List;

/** Holds what has not begun while the fleet, the group or the node is paused. */
final class PauseGate implements Gate {

    @Override
    public String name() {
        return "pause";
    }

    /** Who paused knows it. */
    @Override
    public Notice notice() {
        return Notice.NEVER;
    }

    @Override
    public Verdict judge(GateInput input) {
        List<Pause> pauses = input.facts().pauses(input.now());
        if (pauses.isEmpty()) {
            return new Proceed("not paused");
        }
        Pause widest = pauses.getFirst();
        String text = widest.text(input.self().zone().get());
        return input.progress().hasBegun()
                ? new Proceed("has begun, and goes on though " + text)
                : new Hold(ExitCode.HELD, text + "; " + widest.unpause() + " ends it", Pause.over(pauses));
    }

    @Override
    public Look look(GateInput input) {
        return new Look(judge(input), new Evidence.Pauses(input.facts().pauses(input.now())));
    }
}
