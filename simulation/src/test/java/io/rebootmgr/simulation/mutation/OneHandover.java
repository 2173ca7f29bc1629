package io.rebootmgr.simulation.mutation;

import io.rebootmgr.simulation.Result;
import io.rebootmgr.simulation.Scenario;
import io.rebootmgr.simulation.Simulation;
import io.rebootmgr.simulation.fault.Level;
import java.time.Duration;
import java.util.function.LongFunction;

/**
 * Simulates a campaign of five nodes that are asked at once, the three Consul servers among them, at limit 1; what
 * comes back is the longest time from one node's slot given back to the next one's claim. Loaded together with a mutant
 * it simulates the mutant.
 */
public final class OneHandover implements LongFunction<Duration> {
    @Override
    public Duration apply(long seed) {
        Result result = Simulation.of(Scenario.fleetWithServers(5, 1, 3, seed, Level.NONE))
                .measure();
        if (!result.isGood() || result.figures().refilled() < 4) {
            throw new IllegalStateException(result.story());
        }
        return result.figures().longestUnused();
    }
}
