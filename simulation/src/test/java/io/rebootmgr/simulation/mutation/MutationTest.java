package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.Scenario;
import io.rebootmgr.simulation.Simulation;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The check of the checks: every mutant of the agent is caught by one of the first seeds, and the agent as it is,
 * looked at through the same glass, by none of those that caught one.
 */
@Tag("slow")
class MutationTest {
    private static final int SEEDS = 6_000;

    /** Which seed caught which mutant when it was last looked for, to be tried before all the others. */
    private static final CaughtBy LAST = CaughtBy.read();

    /** By hand, those alone whose name has a word in it: {@code -Dmutants.only=lease}. */
    static List<Mutant> mutants() {
        String only = System.getProperty("mutants.only", "");
        return Mutants.all().stream()
                .filter(mutant -> mutant.name().contains(only))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theSimulationCatches(Mutant mutant) {
        LongStream last = LAST.seed(mutant.name()).stream().filter(seed -> seed <= SEEDS);
        Optional<Caught> caught = LongStream.concat(last, LongStream.rangeClosed(1, SEEDS))
                .mapToObj(seed -> new Caught(seed, violations(mutant, seed)))
                .filter(found -> !found.violations().equals("[]"))
                .findFirst();
        assertThat(caught).as("what %d seeds say of: %s", SEEDS, mutant).isPresent();
        // For the log of the build: how soon, and by which invariant.
        System.out.println(mutant + ": seed " + caught.get().seed() + ": "
                + caught.get().violations().lines().findFirst().orElseThrow());
        LAST.now(mutant.name(), caught.get().seed());
    }

    /** Seeds draw something else whenever the simulation learns something: then it only takes longer. */
    @AfterAll
    static void keepWhatCaught() {
        LAST.write();
    }

    private record Caught(long seed, String violations) {}

    @Test
    void theAgentAsItIsBreaksNothing() {
        Mutant none = Mutant.asking("none", (self, ports) -> new ChangedConsul(ports.consul()));
        assertThat(LongStream.rangeClosed(1, 20).mapToObj(seed -> violations(none, seed)))
                .allMatch("[]"::equals);
    }

    private static String violations(Mutant mutant, long seed) {
        try {
            return String.valueOf(
                    Simulation.of(Scenario.drawn(seed), mutant.program()).run().violations());
        } catch (RuntimeException | StackOverflowError e) {
            return "[thrown: " + e + "]";
        }
    }
}
