package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.Check;
import java.util.List;

/** On which side of the reboot health is judged; each side has a tag of its own beside the common one. */
public enum RebootSide {
    BEFORE("rebootmgr_preboot"),
    AFTER("rebootmgr_postboot");

    private static final String ALWAYS = "rebootmgr";
    private static final String NODE_MAINTENANCE = "_node_maintenance";
    /** How the reason begins that an agent gives for the maintenance mode of its own node. */
    private static final String BY_AN_AGENT = "rebootmgr ";

    private final String tag;

    RebootSide(String tag) {
        this.tag = tag;
    }

    /** Whether a service with these tags has a say in this phase. */
    public boolean considers(List<String> tags) {
        return tags.contains(ALWAYS) || tags.contains(tag);
    }

    /**
     * Whether a check of whatever node has no say in this phase. Nodes that come back at the same time are all in
     * maintenance by their agents, and each would wait for the others to end it first.
     */
    boolean passesOver(Check check) {
        return this == AFTER
                && check.id().equals(NODE_MAINTENANCE)
                && check.output().startsWith(BY_AN_AGENT);
    }
}
