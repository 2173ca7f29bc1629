package io.rebootmgr.gate;

import io.rebootmgr.policy.Policy;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;

/** Holds while the policy says that this node is not to be rebooted. */
final class EnabledGate implements Gate {

    @Override
    public String name() {
        return "enabled";
    }

    @Override
    public Verdict judge(Situation situation) {
        Policy policy = situation.policy();
        if (policy.enabled()) {
            return new Proceed("enabled");
        }
        return new Hold(
                ExitCode.DISABLED,
                "disabled by policy: " + policy.disabledReason().orElse("no reason given"));
    }
}
