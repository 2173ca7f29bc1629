package io.rebootmgr.gate;

import io.rebootmgr.consul.View;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import java.util.Optional;

/** Holds while the policy says that this node is not to be rebooted. */
final class EnabledGate implements Gate {

    @Override
    public String name() {
        return "enabled";
    }

    @Override
    public Verdict judge(GateInput input) {
        Policy policy = input.policy();
        Optional<View.Entry> switchedOff = input.facts()
                .view()
                .get(input.self().keys().disabled(input.self().node()));
        if (switchedOff.isPresent()) {
            return new Hold(
                    ExitCode.DISABLED,
                    "this node disabled itself: " + switchedOff.get().text() + "; "
                            + Suggestion.resume(input.self().node()) + " after fixing it");
        }
        if (policy.enabled()) {
            return new Proceed("enabled");
        }
        return new Hold(
                ExitCode.DISABLED,
                "disabled by policy: " + policy.disabledReason().orElse("no reason given"));
    }
}
