package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.node.Span;
import java.time.Duration;

/**
 * Somebody who asks all machines at once for a reboot and types {@code rebootmgr run} on each of them, by a parallel
 * shell. Where this is used a drain takes about as long everywhere: nodes of several groups commit in the same moment.
 */
final class ParallelShell {
    private static final double FLEETS = 0.2;
    private static final int TIMES = 3;

    private ParallelShell() {}

    /** How long a drain takes in the fleet that is drawn from this seed. */
    static Span drain(long seed, Level level) {
        return isUsed(dice(seed), level) ? Span.seconds(5, 6) : Span.seconds(1, 40);
    }

    static void plan(Fleet fleet) {
        Scenario scenario = fleet.scenario();
        Dice dice = dice(scenario.seed());
        if (isUsed(dice, scenario.level())) {
            for (int i = 0; i < TIMES; i++) {
                Duration when = dice.between(Duration.ZERO, scenario.requests().plus(scenario.troubled()));
                fleet.timeline().at(scenario.begin().plus(when), () -> type(fleet, dice));
            }
        }
    }

    private static Dice dice(long seed) {
        return new Dice(seed ^ 0x955bL);
    }

    private static boolean isUsed(Dice dice, Level level) {
        return !level.isCalm() && dice.chance(FLEETS);
    }

    private static void type(Fleet fleet, Dice dice) {
        for (SimulatedNode node : fleet.nodes()) {
            Workload.ask(fleet, node, dice.chance(0.5));
            node.runByHand();
        }
    }
}
