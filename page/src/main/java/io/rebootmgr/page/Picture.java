package io.rebootmgr.page;

import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Plan;
import io.rebootmgr.fleet.RolloutView;
import java.time.Instant;
import java.util.List;

/**
 * The fleet as one look at Consul found it. Nothing in it changes, so that any number of viewers may share it.
 *
 * @param at when it was read
 * @param plans of the groups that have something to do, 50 at most
 * @param rollouts those under way
 * @param history the newest entries of all logbooks, 500 at most
 * @param answers what the commands would print of it
 */
record Picture(
        Instant at, Overview overview, List<Plan> plans, List<RolloutView> rollouts, Logbook history, Answers answers) {
    Picture {
        plans = List.copyOf(plans);
        rollouts = List.copyOf(rollouts);
    }

    /** Whether the other one shows the same fleet, whenever it was read; what is expected moves with the time. */
    boolean showsTheSameAs(Picture other) {
        return overview.fleet().equals(other.overview.fleet())
                && rollouts.equals(other.rollouts)
                && history.equals(other.history);
    }
}
