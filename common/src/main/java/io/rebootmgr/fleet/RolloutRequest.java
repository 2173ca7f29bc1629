package io.rebootmgr.fleet;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.RolloutPlan;
import io.rebootmgr.rollout.ChosenTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A rollout as somebody asks for it; what is empty the policy of the groups says, or a default.
 *
 * @param id that it is to have
 * @param groups none: all of the fleet
 * @param percents of {@code --waves}
 */
public record RolloutRequest(
        String id,
        String version,
        Optional<RolloutChange> change,
        List<String> groups,
        Optional<NodeList> canaries,
        List<Integer> percents,
        Optional<RolloutPlan> plan,
        Optional<Duration> soak,
        Optional<Integer> maxFailed,
        ChosenTasks tasks,
        String by,
        String reason,
        Instant now) {

    public RolloutRequest {
        groups = List.copyOf(groups);
        percents = List.copyOf(percents);
    }
}
