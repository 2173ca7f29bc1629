package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.verdict.ExitCode;

/**
 * A run held by a gate is told to the fleet. An operator's run that ends without a slot leaves its place in line,
 * unless a trigger asks for the reboot as well: nobody would come for that place, and a request of next week would
 * inherit it.
 */
final class Refusal {
    private Refusal() {}

    /**
     * Leaves the reason where the fleet can read it; a stopped run writes nothing at all. Gives what the operator is
     * told.
     */
    static Outcome tell(Ports ports, Self self, RunRequest request, Outcome held) {
        if (held.code() == ExitCode.STOPPED) {
            return held;
        }
        boolean inLine = held.code() == ExitCode.NO_SLOT || held.isOpenedByAReturn();
        if (inLine && request.operator() && leaveLine(ports, self)) {
            String hint = request.patience().isPositive()
                    ? "; it has waited for so long, and waits no more"
                    : "; it does not wait in line: `rebootmgr reboot --wait 1h` does";
            return held.saying(held.text() + hint);
        }
        new Journal(ports, self).tell(held, held.code() == ExitCode.GIVEN_UP ? State.PARKED : State.HELD);
        return held;
    }

    /**
     * Takes the node out of the line if nothing but the operator asked for its reboot.
     *
     * @return false where a trigger asks as well
     */
    static boolean leaveLine(Ports ports, Self self) {
        try {
            ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
            if (Wanted.unwanted(facts).isEmpty()) {
                return false;
            }
            new Journal(ports, self).unasked(facts);
        } catch (ConsulException e) {
            // The next idle run does it.
            return true;
        }
        return true;
    }
}
