package io.rebootmgr.health;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What health has to know of nodes beyond their checks; names as Consul has them, compared whole.
 *
 * @param claimedNodes nodes about to go, with the services that they had when they claimed: claims that go before ours
 *     in our group, and every claim in another group. This node's own claim is no reason against it and is passed over
 *     here
 * @param ignoredNodes the policy's {@code ignore_failed_checks}
 */
public record HealthInput(String thisNode, Map<String, List<String>> claimedNodes, Set<String> ignoredNodes) {
    public HealthInput {
        claimedNodes = Map.copyOf(claimedNodes);
        ignoredNodes = Set.copyOf(ignoredNodes);
    }

    boolean isThisNode(String node) {
        return node.equals(thisNode);
    }

    boolean isAboutToGo(String node) {
        return !isThisNode(node) && claimedNodes.containsKey(node);
    }

    /** The nodes about to go that had an instance of a service, sorted; it may be gone already. */
    List<String> goingWith(String service) {
        return claimedNodes.entrySet().stream()
                .filter(claimed -> claimed.getValue().contains(service))
                .map(Map.Entry::getKey)
                .filter(node -> !isThisNode(node))
                .sorted()
                .toList();
    }

    boolean isIgnored(String node) {
        return ignoredNodes.contains(node);
    }
}
