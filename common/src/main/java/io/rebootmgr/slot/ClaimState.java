package io.rebootmgr.slot;

import java.util.Locale;

/** How far the holder of a claim is. */
public enum ClaimState {
    /** Up, getting ready. Counts only while its session holds its lock; without it anyone may remove it. */
    PREPARING,
    /** Committed: the node goes down, is down, or comes up. Only its own next boot or an operator removes it. */
    REBOOTING,
    /** Up again and on the way back into service. */
    RETURNING;

    /** As it stands in Consul. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
