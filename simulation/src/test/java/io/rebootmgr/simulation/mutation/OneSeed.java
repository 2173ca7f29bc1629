package io.rebootmgr.simulation.mutation;

import io.rebootmgr.simulation.Scenario;
import io.rebootmgr.simulation.Simulation;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Simulates the small fleet of a seed; what comes back are the violations, as text. Loaded together with a mutant it
 * simulates the mutant.
 */
public final class OneSeed implements LongFunction<List<String>> {
    @Override
    public List<String> apply(long seed) {
        return Simulation.of(Scenario.drawn(seed)).run().violations().stream()
                .map(String::valueOf)
                .toList();
    }
}
