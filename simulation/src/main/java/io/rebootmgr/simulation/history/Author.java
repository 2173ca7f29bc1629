package io.rebootmgr.simulation.history;

/**
 * Who changes keys.
 *
 * @param node the agent's, else empty
 * @param bootId of that node when it asked for the change, else empty
 * @param run which of the node's runs it was, else 0
 */
public record Author(Role role, String node, String bootId, long run) {
    /** Sessions that end by themselves, or with their node. */
    public static final Author CONSUL = new Author(Role.CONSUL, "", "", 0);

    public static final Author OPERATOR = new Author(Role.OPERATOR, "", "", 0);

    /** Somebody with another node's token, who may write whatever every node of the group may. */
    public static final Author FORGER = new Author(Role.FORGER, "", "", 0);

    /** In which capacity. */
    public enum Role {
        AGENT,
        OPERATOR,
        FORGER,
        CONSUL
    }

    public static Author agent(String node, String bootId, long run) {
        return new Author(Role.AGENT, node, bootId, run);
    }

    String text() {
        return switch (role) {
            case AGENT -> node;
            case OPERATOR -> "operator";
            case FORGER -> "a forger";
            case CONSUL -> "consul";
        };
    }
}
