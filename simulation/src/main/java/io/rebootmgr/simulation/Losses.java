package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.SimulatedNode;
import java.time.Duration;

/** Disks that lose the file of a claim while the node is up and drained, by a stop or by a run that died. */
final class Losses {
    /** Of each node, in a bad night. */
    private static final double PER_HOUR = 12;

    private Losses() {}

    static void plan(Fleet fleet, Dice dice) {
        if (fleet.scenario().level().isCalm()) {
            return;
        }
        Duration end = fleet.scenario().requests().plus(fleet.scenario().troubled());
        for (SimulatedNode node : fleet.nodes()) {
            Duration at = Duration.ZERO;
            while (at.compareTo(end) < 0) {
                at = at.plus(dice.until(fleet.scenario().level().of(PER_HOUR)));
                fleet.timeline().after(at, node::loseDrain);
            }
        }
    }
}
