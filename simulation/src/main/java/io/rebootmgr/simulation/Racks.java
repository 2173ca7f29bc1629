package io.rebootmgr.simulation;

import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.slot.Domain;
import java.util.ArrayList;
import java.util.List;

/**
 * Failure domains, and a cooldown, in some of the fleets.
 *
 * @param nodes in their racks, some in none
 * @param policy what it says of racks
 */
record Racks(List<NodeSpec> nodes, String policy) {
    private static final double STAND_IN_RACKS = 0.4;

    /** Names that begin with one another, for whoever compares only their beginnings; some nodes have none. */
    private static final List<Domain> NAMES = List.of(
            new Domain("r1"), new Domain("r1"), new Domain("r10"), new Domain("r10"), new Domain("r"), Domain.NONE);

    static Racks drawn(Dice dice, List<NodeSpec> nodes) {
        if (!dice.chance(STAND_IN_RACKS)) {
            return new Racks(nodes, "");
        }
        List<NodeSpec> inRacks = new ArrayList<>();
        nodes.forEach(node -> inRacks.add(node.in(dice.pick(NAMES))));
        String policy = (dice.chance(0.7) ? ",\"domain_limit\":" + dice.between(1, 2) : "")
                + (dice.chance(0.6) ? ",\"domains_at_a_time\":" + dice.between(1, 2) : "")
                + (dice.chance(0.5) ? ",\"cooldown\":\"" + dice.between(20, 200) + "s\"" : "");
        return new Racks(inRacks, policy);
    }

    /** With one slot racks never matter. */
    int limit(int drawn) {
        return policy.isEmpty() ? drawn : Math.max(2, drawn);
    }
}
