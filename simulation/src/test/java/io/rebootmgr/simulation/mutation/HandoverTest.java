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
 * A slot that is given back is taken within seconds, by Consul servers too; and this is not so with the faults that it
 * is for.
 */
class HandoverTest {
    private static final String CYCLE = "agent/src/main/java/io/rebootmgr/cycle/";
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final int SEEDS = 10;

    static List<SourceMutant> slow() {
        return List.of(
                SourceMutant.of(
                        "a node loses its place to a gate that somebody's absence closes",
                        CYCLE + "Outcome.java",
                        "(byGate && gate",
                        "(byGate && text.isEmpty() && gate"),
                SourceMutant.of(
                        "what is closed at somebody's return is not waited for",
                        CYCLE + "SlotWait.java",
                        "if (seen.heldBySlot() || !out.isEmpty()) {",
                        "if (seen.heldBySlot()) {"));
    }

    @Test
    void aSlotThatIsGivenBackIsTakenWithinSeconds() {
        assertThat(LongStream.rangeClosed(1, SEEDS).mapToObj(new OneHandover()))
                .allSatisfy(longest -> assertThat(longest).isLessThan(MOST));
    }

    @ParameterizedTest
    @MethodSource("slow")
    void theMeasureTellsAMutantFromTheAgent(SourceMutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = new MutantLoader(new MutantCompiler().compile(mutant));
        LongFunction<?> simulated = (LongFunction<?>)
                loader.loadClass(OneHandover.class.getName()).getConstructor().newInstance();
        assertThat(LongStream.rangeClosed(1, SEEDS).mapToObj(simulated::apply))
                .anySatisfy(longest -> assertThat((Duration) longest).isGreaterThan(MOST));
    }
}
