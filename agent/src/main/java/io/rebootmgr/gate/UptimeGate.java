package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import java.time.Duration;
import java.util.Optional;

/** Holds while the node is up for less than the policy wants between two reboots. */
final class UptimeGate implements Gate {

    @Override
    public String name() {
        return "uptime";
    }

    @Override
    public boolean isAskedOf(ChangeKind change) {
        return change != ChangeKind.HOT;
    }

    @Override
    public Verdict judge(GateInput input) {
        Duration least = input.policy().minUptime();
        Duration missing = least.minus(input.host().uptime());
        if (missing.isPositive()) {
            return new Hold(
                    ExitCode.HELD,
                    "up for less than min_uptime " + Durations.format(least),
                    Optional.of(input.now().plus(missing)));
        }
        return new Proceed("up for at least " + Durations.format(least));
    }
}
