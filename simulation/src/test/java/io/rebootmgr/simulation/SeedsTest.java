package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Small fleets of all kinds through nights of all kinds: {@code -Dsimulation.seeds=100000} for more of them. */
class SeedsTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 500);

    @Test
    void noSeedBreaksAnInvariant() {
        String story = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Simulation.of(Scenario.drawn(seed)).run())
                .filter(result -> !result.isGood())
                .map(Result::story)
                .findFirst()
                .orElse("");
        assertThat(story).isEmpty();
    }
}
