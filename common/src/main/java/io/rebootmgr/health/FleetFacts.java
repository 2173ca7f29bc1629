package io.rebootmgr.health;

import java.util.Set;

/**
 * What health has to know of nodes beyond their checks; names as Consul has them, compared whole.
 *
 * @param claimedNodes nodes about to go: claims before ours in our group, and every claim in another group. This node's
 *     own claim is no reason against it and is passed over here
 * @param ignoredNodes the policy's {@code ignore_failed_checks}
 */
public record FleetFacts(String thisNode, Set<String> claimedNodes, Set<String> ignoredNodes) {
    public FleetFacts {
        claimedNodes = Set.copyOf(claimedNodes);
        ignoredNodes = Set.copyOf(ignoredNodes);
    }

    boolean isThisNode(String node) {
        return node.equals(thisNode);
    }

    boolean isAboutToGo(String node) {
        return !isThisNode(node) && claimedNodes.contains(node);
    }

    boolean isIgnored(String node) {
        return ignoredNodes.contains(node);
    }
}
