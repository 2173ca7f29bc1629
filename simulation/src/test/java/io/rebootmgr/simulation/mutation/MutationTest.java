package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The check of the checks: every mutant of the agent is caught by the seeds that the simulation's own test runs, and
 * the agent as it is by none of those that caught one.
 */
class MutationTest {
    /** As many as {@code SeedsTest} runs. */
    private static final int SEEDS = 2_000;

    private final MutantCompiler compiler = new MutantCompiler();

    static List<Mutant> mutants() {
        return Mutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theSimulationCatches(Mutant mutant) throws ReflectiveOperationException {
        LongFunction<?> simulated = simulated(mutant);
        Optional<String> caught = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> "seed " + seed + ": " + violations(simulated, seed))
                .filter(found -> !found.endsWith("[]"))
                .findFirst();
        assertThat(caught).as("what %d seeds say of: %s", SEEDS, mutant).isPresent();
        // For the log of the build: how soon, and by which invariant.
        System.out.println(mutant + ": " + caught.get().lines().findFirst().orElseThrow());
    }

    @Test
    void theAgentAsItIsLoadedInTheSameWayBreaksNothing() throws ReflectiveOperationException {
        LongFunction<?> simulated = simulated(new Mutant("none", List.of()));
        assertThat(LongStream.rangeClosed(1, 20).mapToObj(simulated::apply)).allMatch(List.of()::equals);
    }

    private LongFunction<?> simulated(Mutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = new MutantLoader(compiler.compile(mutant));
        return (LongFunction<?>)
                loader.loadClass(OneSeed.class.getName()).getConstructor().newInstance();
    }

    private static String violations(LongFunction<?> simulated, long seed) {
        try {
            return String.valueOf(simulated.apply(seed));
        } catch (RuntimeException | StackOverflowError e) {
            return "[thrown: " + e + "]";
        }
    }
}
