package io.rebootmgr.gate;

import io.rebootmgr.policy.Policy;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;

/** Holds while the policy's lists leave this node alone: it is in {@code deny}, or others are in {@code allow}. */
final class ListsGate implements Gate {

    @Override
    public String name() {
        return "lists";
    }

    /** It was decided, and may stay so for ever. */
    @Override
    public Notice notice() {
        return Notice.ONCE;
    }

    @Override
    public Verdict judge(GateInput input) {
        Policy policy = input.policy();
        return policy.leavesAlone(input.self().node(), input.self().group())
                .<Verdict>map(
                        why -> new Hold(ExitCode.DISABLED, why + "; `rebootmgr config show` tells where that stands"))
                .orElseGet(() -> new Proceed(
                        policy.allow().isEmpty() && policy.deny().isEmpty() ? "no lists" : "not left alone by a list"));
    }
}
