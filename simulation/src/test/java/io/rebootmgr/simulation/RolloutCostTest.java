package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.RolloutChange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a rollout costs beside a campaign that asks all nodes at once, of a fleet that is small enough for each check.
 */
class RolloutCostTest {
    private static final int NODES = 40;
    private static final int LIMIT = 20;
    private static final Duration SOAK = Duration.ofMinutes(30);
    /** A canary, a tenth, and all others. */
    private static final int WAVES = 3;
    /**
     * Two rounds of the timer and two minutes: its last node is seen to be done, its soak to be over, and the next ones
     * see both.
     */
    private static final Duration TURN = Duration.ofMinutes(12);

    private static Simulation simulation() {
        return Simulation.of(Scenario.hot(NODES, LIMIT, 1));
    }

    private static double perNode(Figures figures) {
        return (double) figures.atLeader() / figures.made();
    }

    @Test
    void aRolloutTakesAFewMinutesAWaveAndAsksTheLeaderHardlyMoreThanACampaign() {
        Result campaign = simulation().measure();
        Result rollout = simulation().rollingOut(RolloutChange.HOT, List.of(10), SOAK);

        assertThat(List.of(campaign, rollout)).allMatch(Result::isGood);
        Figures cost = rollout.figures();
        assertThat(cost.made()).isEqualTo(NODES);
        assertThat(cost.completed().minus(cost.ideal())).isLessThan(TURN.multipliedBy(WAVES));
        assertThat(perNode(cost)).isLessThan(1.5 * perNode(campaign.figures()));
        assertThat((double) cost.peakAtLeader())
                .isLessThan(1.5 * campaign.figures().peakAtLeader());
    }
}
