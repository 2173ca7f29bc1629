package io.rebootmgr.gate;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;

/** Holds, on a Consul server, while the servers could not lose this one without losing their quorum. */
final class QuorumGate implements Gate {

    @Override
    public String name() {
        return "quorum";
    }

    @Override
    public Verdict judge(Situation situation) {
        if (!situation.consul().self().server()) {
            return new Proceed("not a Consul server");
        }
        int spare = situation.consul().failureTolerance();
        if (spare >= 1) {
            return new Proceed("the Consul servers can lose " + spare);
        }
        return new Hold(
                ExitCode.MEMBERS,
                "this node is a Consul server, and the servers cannot lose one (failure tolerance 0)");
    }
}
