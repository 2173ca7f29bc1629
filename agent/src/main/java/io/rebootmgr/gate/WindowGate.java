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
    public Verdict judge(Situation situation) {
        return MaintenanceCalendar.verdict(
                situation.policy(), situation.now(), situation.self().zone().get(), situation.lead());
    }

    @Override
    public Look look(Situation situation) {
        return new Look(
                judge(situation),
                new Evidence.Closing(MaintenanceCalendar.closes(
                        situation.policy(),
                        situation.now(),
                        situation.self().zone().get())));
    }
}
