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

    private static final String GATES = "agent/src/main/java/io/rebootmgr/gate/";
    private static final String MEMBERS = GATES + "MembersGate.java";
    private static final String QUORUM = GATES + "QuorumGate.java";
    private static final String HEALTH = GATES + "HealthGate.java";
    private static final String OPENS = "opensByAReturn() {\n        return true;";
    private static final String CLOSED = "opensByAReturn() {\n        return false;";

    static List<SourceMutant> slow() {
        return List.of(
                SourceMutant.of(
                                "a node loses its place to a gate that somebody's absence closes",
                                MEMBERS,
                                OPENS,
                                CLOSED)
                        .and(QUORUM, OPENS, CLOSED)
                        .and(HEALTH, OPENS, CLOSED),
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
