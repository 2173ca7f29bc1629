package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.policy.MaintenanceCalendar;
import io.rebootmgr.verdict.Verdict;

/**
 * Holds outside the maintenance windows, on holidays and freeze dates, and where it closes before the node could go.
 */
final class WindowGate implements Gate {

    @Override
    public String name() {
        return "window";
    }

    @Override
    public Notice notice() {
        return Notice.ONCE;
    }

    @Override
    public Verdict judge(GateInput input) {
        if (input.change() == ChangeKind.HOT && input.policy().hotAnytime()) {
            return new Verdict.Proceed("hot changes are made at any time: hot_anytime of the policy");
        }
        return MaintenanceCalendar.verdict(
                input.policy(), input.now(), input.self().zone().get(), input.lead());
    }

    @Override
    public Look look(GateInput input) {
        return new Look(
                judge(input),
                new Evidence.Closing(MaintenanceCalendar.closes(
                        input.policy(), input.now(), input.self().zone().get())));
    }
}
