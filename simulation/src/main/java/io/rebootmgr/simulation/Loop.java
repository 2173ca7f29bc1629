package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;

/**
 * Now and then a node on which something asks for a reboot again after every boot, until people look when the trouble
 * is over.
 */
final class Loop {
    /** Of the fleets in which things go wrong. */
    private static final double LOOPING = 0.1;

    private Loop() {}

    static void plan(Fleet fleet, Dice dice) {
        if (!fleet.scenario().level().isCalm() && dice.chance(LOOPING)) {
            SimulatedNode node = dice.pick(fleet.nodes());
            Duration when = dice.between(Duration.ZERO, fleet.scenario().requests());
            fleet.timeline().at(when, node.recipe()::breakIt);
        }
    }
}
