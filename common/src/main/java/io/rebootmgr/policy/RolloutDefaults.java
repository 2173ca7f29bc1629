package io.rebootmgr.policy;

import io.rebootmgr.change.RolloutChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a group's rollouts go where whoever starts one does not say: the policy's field {@code rollout}.
 *
 * @param waves percentages that rise, of the nodes that no list names; empty where nothing is said
 * @param soak 0 or longer
 * @param maxFailed failed nodes that a rollout bears, 0 to {@value #MAX_FAILED_MOST}
 */
public record RolloutDefaults(
        Optional<RolloutChange> change, List<Integer> waves, Optional<Duration> soak, Optional<Integer> maxFailed) {
    /** What holds where nobody says how long a wave soaks. */
    public static final Duration SOAK = Duration.ofMinutes(30);

    /** Names of failed nodes stand in a key that every run of the fleet reads. */
    public static final int MAX_FAILED_MOST = 1_000;

    public RolloutDefaults {
        waves = List.copyOf(waves);
    }
}
