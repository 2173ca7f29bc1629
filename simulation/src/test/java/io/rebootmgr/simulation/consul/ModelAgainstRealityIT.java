package io.rebootmgr.simulation.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.testing.ConsulServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random steps on the model and on a real Consul: no answer and nothing of the state may differ. More of them, or
 * others: {@code -Dmodel.seeds=1000 -Dmodel.seed=40}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelAgainstRealityIT {
    private static final int STEPS = 200;
    private static final int MOST_REDUCTIONS = 500;

    private ConsulAdapter consul;

    @BeforeAll
    void connect() throws Exception {
        consul = new ConsulAdapter(ConnectionSettings.plain(ConsulServer.http(), Duration.ofSeconds(10)));
    }

    @AfterAll
    void close() {
        consul.close();
    }

    static LongStream seeds() {
        long first = Long.getLong("model.seed", 1);
        return LongStream.range(first, first + Long.getLong("model.seeds", 30));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theModelAnswersAndEndsUpAsTheRealConsulDoes(long seed) {
        List<Step> steps = RandomSteps.drawn(seed, STEPS);
        SideBySide sides = sides();
        long realBefore = sides.real().raftIndex();
        long modelBefore = sides.model().raftIndex();
        Optional<String> difference = sides.firstDifference(steps);
        if (difference.isPresent()) {
            throw new AssertionError(reduced(seed, steps, difference.get()));
        }
        // The real one may have written something of its own meanwhile: seldom and little, when it is alone.
        assertThat(sides.real().raftIndex() - realBefore)
                .as("Raft entries")
                .isBetween(
                        sides.model().raftIndex() - modelBefore, sides.model().raftIndex() - modelBefore + 3);
    }

    /** What is left when every step is taken out that the difference does not need. */
    private String reduced(long seed, List<Step> failing, String first) {
        List<Step> steps = new ArrayList<>(failing);
        String difference = first;
        int tries = 0;
        for (int i = steps.size() - 1; i >= 0 && tries < MOST_REDUCTIONS; i--, tries++) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(i);
            Optional<String> still = sides().firstDifference(fewer);
            if (still.isPresent()) {
                steps = fewer;
                difference = still.get();
            }
        }
        String shortest = steps.stream().map(Step::toString).collect(Collectors.joining("\n  "));
        return "seed " + seed + ":\n" + difference + "\nby these steps alone:\n  " + shortest;
    }

    private SideBySide sides() {
        return new SideBySide(consul, ConsulServer.api());
    }
}
