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

    /** By clocks that are days off others find that it missed its turn: then each of them goes once before it. */
    private static final Duration ONE_OF_EACH = Duration.ofMinutes(45);

    private static final int SEEDS = 4;
    private static final String IMPACT = "agent/src/main/java/io/rebootmgr/cycle/OwnImpact.java";
    private static final String QUEUE = "common/src/main/java/io/rebootmgr/slot/WaitingLine.java";

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

    private static boolean isFair(long seed, Duration waited) {
        Duration more = seed % 2 == 0 ? ONE_OF_EACH : ONE_REBOOT;
        return waited.compareTo(MAX_WAIT) >= 0 && waited.compareTo(MAX_WAIT.plus(more)) < 0;
    }

    @Test
    void nobodyWaitsLongerThanMaxWaitAndOneReboot() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Duration waited = new OneWait().apply(seed);
            assertThat(isFair(seed, waited)).as("seed %s: %s", seed, waited).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("unfair")
    void theMeasureTellsAMutantFromTheAgent(SourceMutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = new MutantLoader(new MutantCompiler().compile(mutant));
        LongFunction<?> simulated = (LongFunction<?>)
                loader.loadClass(OneWait.class.getName()).getConstructor().newInstance();
        assertThat(LongStream.rangeClosed(1, SEEDS).allMatch(seed -> isFair(seed, (Duration) simulated.apply(seed))))
                .isFalse();
    }
}
