package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.host.Host.ShutdownLock;
import io.rebootmgr.host.HostException;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.List;

/** Holds while a program holds a lock against a shutdown, as package managers do while they are at work. */
final class InhibitorsGate implements Gate {

    @Override
    public String name() {
        return "inhibitors";
    }

    @Override
    public Cost cost() {
        return Cost.QUESTIONS;
    }

    @Override
    public boolean isAskedOf(ChangeKind change) {
        return change != ChangeKind.HOT;
    }

    @Override
    public Verdict judge(GateInput input) {
        List<ShutdownLock> locks;
        try {
            locks = input.host().shutdownLocks();
        } catch (HostException e) {
            return new Unknown(ExitCode.HELD, String.valueOf(e.getMessage()));
        }
        if (locks.isEmpty()) {
            return new Proceed("no inhibitor lock against a shutdown");
        }
        ShutdownLock first = locks.getFirst();
        String others = locks.size() == 1 ? "" : " and " + (locks.size() - 1) + " more";
        return new Hold(ExitCode.HELD, first.who() + " inhibits a shutdown: " + first.why() + others);
    }
}
