package io.rebootmgr.gate;

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
