package io.rebootmgr.gate;

import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import java.util.Optional;

/** Holds while somebody else has the node's lease: a technician, a fencing tool, a configuration run. */
final class LeaseGate implements Gate {

    @Override
    public String name() {
        return "lease";
    }

    /** Two that disturb one node at once damage it: an operator ends the lease, and does not look away from it. */
    @Override
    public boolean isIgnorable() {
        return false;
    }

    @Override
    public Verdict judge(GateInput input) {
        LeaseState lease = input.facts().lease();
        Optional<String> holder = lease.holder(input.self().zone());
        return holder.isEmpty()
                ? new Proceed("not leased")
                : new Hold(
                        ExitCode.LEASED,
                        "leased by " + holder.get() + "; "
                                + lease.wayOut(input.self().node()) + " ends that");
    }
}
