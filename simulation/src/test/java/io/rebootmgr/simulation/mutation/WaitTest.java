package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who costs much waits while others cost nothing, for {@code max_wait} and one reboot and no longer; with these faults
 * it would wait for ever, or would not wait at all.
 */
class WaitTest {
    private static final Duration MAX_WAIT = Duration.ofHours(2);
    /** The reboot that goes on when it is over, and a round of the timer until the node itself says that it is. */
    private static final Duration ONE_REBOOT = Duration.ofMinutes(20);

    private static final int SEEDS = 3;
    private static final String IMPACT = "agent/src/main/java/io/rebootmgr/cycle/OwnImpact.java";
    private static final String QUEUE = "common/src/main/java/io/rebootmgr/slot/Queue.java";

    static List<SourceMutant> unfair() {
        return List.of(
                SourceMutant.of(
                        "however long a node waits, its impact counts",
                        IMPACT,
                        "memory.waitedAt(up).compareTo(most) < 0",
                        "true"),
                SourceMutant.of(
                        "a node that tells its impact anew goes to the end",
                        QUEUE,
                        "entry.createIndex()",
                        "entry.modifyIndex()"),
                SourceMutant.of("impact does not count", QUEUE, "new Rank(impact(entry), ", "new Rank(0, "));
    }

    private static boolean isFair(Duration waited) {
        return waited.compareTo(MAX_WAIT) >= 0 && waited.compareTo(MAX_WAIT.plus(ONE_REBOOT)) < 0;
    }

    @Test
    void nobodyWaitsLongerThanMaxWaitAndOneReboot() {
        assertThat(LongStream.rangeClosed(1, SEEDS).mapToObj(new OneWait())).allMatch(WaitTest::isFair);
    }

    @ParameterizedTest
    @MethodSource("unfair")
    void theMeasureTellsAMutantFromTheAgent(SourceMutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = new MutantLoader(new MutantCompiler().compile(mutant));
        LongFunction<?> simulated = (LongFunction<?>)
                loader.loadClass(OneWait.class.getName()).getConstructor().newInstance();
        assertThat(LongStream.rangeClosed(1, SEEDS).mapToObj(simulated::apply))
                .anyMatch(waited -> !isFair((Duration) waited));
    }
}
