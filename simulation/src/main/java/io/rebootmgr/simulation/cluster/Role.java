package io.rebootmgr.simulation.cluster;

/** What a node's Consul agent is. */
public enum Role {
    CLIENT,
    /** A server that leaves the cluster when its node shuts down, so that it has to become a voter again. */
    SERVER_THAT_LEAVES,
    /** A server as Consul has it by default: it is gone without a word, and stays a voter that is not there. */
    SERVER_THAT_FAILS;

    public boolean isServer() {
        return this != CLIENT;
    }
}
