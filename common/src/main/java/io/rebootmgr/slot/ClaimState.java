package io.rebootmgr.slot;

import java.util.Locale;

/** How far the holder of a claim is. */
public enum ClaimState {
    /** Up, getting ready. Counts only while its session holds its lock; without it anyone may remove it. */
    PREPARING,
    /**
     * Up, and drained for a reboot that will not happen, which its run or a later one undoes: as good as out of
     * service. It counts as committed, and only its node or an operator removes it.
     */
    DRAINED,
    /**
     * Committed: the node is out of service, and being changed. Whatever happens to it, a boot too, the change goes on.
     */
    CHANGING,
    /** Committed: the node goes down, is down, or comes up. Only its own next boot or an operator removes it. */
    REBOOTING,
    /** Up again and on the way back into service. */
    RETURNING,
    /**
     * A word that only a newer agent knows. It counts as committed: nothing but the node itself or an operator may end
     * it. Never written; the word that stands there is kept.
     */
    UNKNOWN;

    /** The state of this label. */
    static ClaimState of(String label) {
        return switch (label) {
            case "preparing" -> PREPARING;
            case "drained" -> DRAINED;
            case "changing" -> CHANGING;
            case "rebooting" -> REBOOTING;
            case "returning" -> RETURNING;
            default -> UNKNOWN;
        };
    }

    /** As it stands in Consul. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
