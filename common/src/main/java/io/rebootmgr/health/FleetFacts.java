package io.rebootmgr.health;

import java.util.Set;

/**
 * What health has to know of nodes beyond their checks; names as Consul has them, compared whole.
 *
 * @param claimedNodes nodes about to go: claims before ours in our group, and every claim in another group. This node's
 *     own claim is no reason against it and is passed over here
 * @param committedNodes nodes past the commit of a claim, whose maintenance mode is passed over
 * @param ignoredNodes the policy's {@code ignore_failed_checks}
 */
public record FleetFacts(
        String thisNode, Set<String> claimedNodes, Set<String> committedNodes, Set<String> ignoredNodes) {
    public FleetFacts {
        claimedNodes = Set.copyOf(claimedNodes);
        committedNodes = Set.copyOf(committedNodes);
        ignoredNodes = Set.copyOf(ignoredNodes);
    }

    boolean isThisNode(String node) {
        return node.equals(thisNode);
    }

    boolean isAboutToGo(String node) {
        return !isThisNode(node) && claimedNodes.contains(node);
    }

    boolean isCommitted(String node) {
        return committedNodes.contains(node);
    }

    boolean isIgnored(String node) {
        return ignoredNodes.contains(node);
    }
}
