package io.rebootmgr.simulation.history;

/**
 * Who changes keys.
 *
 * @param node the agent's, else empty
 * @param bootId of that node when it asked for the change, else empty
 */
public record Author(Role role, String node, String bootId) {
    /** Sessions that end by themselves, or with their node. */
    public static final Author CONSUL = new Author(Role.CONSUL, "", "");

    public static final Author OPERATOR = new Author(Role.OPERATOR, "", "");

    /** In which capacity. */
    public enum Role {
        AGENT,
        OPERATOR,
        CONSUL
    }

    public static Author agent(String node, String bootId) {
        return new Author(Role.AGENT, node, bootId);
    }

    String text() {
        return switch (role) {
            case AGENT -> node;
            case OPERATOR -> "operator";
            case CONSUL -> "consul";
        };
    }
}
