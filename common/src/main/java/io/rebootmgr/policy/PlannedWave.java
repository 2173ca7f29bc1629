package io.rebootmgr.policy;

import io.rebootmgr.nodes.NodeList;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A wave as a plan describes it; it says its nodes in at least one of three ways.
 *
 * @param nodes by name, range or group
 * @param groups all nodes of these
 * @param percent how many of the nodes that no list and no group of the plan names are in this wave and those before
 *     it, 1 to 100
 * @param soak empty: as the rollout's others
 * @param limit how many nodes of a group may be changed at once in it, 1 or more; empty: what the policy says
 */
public record PlannedWave(
        String name,
        NodeList nodes,
        Set<String> groups,
        Optional<Integer> percent,
        Optional<Duration> soak,
        Optional<Integer> limit) {

    public PlannedWave {
        groups = Set.copyOf(groups);
    }

    /** One of a percentage, named by it. */
    public static PlannedWave of(int percent) {
        return new PlannedWave(
                percent + "%", NodeList.NONE, Set.of(), Optional.of(percent), Optional.empty(), Optional.empty());
    }

    /** Whether the plan itself names this node for it. */
    public boolean names(String node, String group) {
        return groups.contains(group) || nodes.contains(node, group);
    }
}
