package io.rebootmgr.consul;

import java.util.List;

/**
 * What autopilot says of Consul's servers.
 *
 * @param failureTolerance how many voting servers could be lost without losing the quorum
 * @param servers all that it knows, those that do not vote (yet) included
 */
public record Autopilot(int failureTolerance, List<Server> servers) {

    /**
     * A server.
     *
     * @param voter whether it counts for the quorum; one that has just joined does not before it was stable for a while
     */
    public record Server(String node, boolean voter, boolean healthy) {

        /** Whether its voice is there and counts. */
        public boolean votes() {
            return voter && healthy;
        }
    }

    public Autopilot {
        servers = List.copyOf(servers);
    }

    /** Whether this node is a server whose voice is there and counts. */
    public boolean votes(String node) {
        return servers.stream().anyMatch(server -> server.node().equals(node) && server.votes());
    }
}
