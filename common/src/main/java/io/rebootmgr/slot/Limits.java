package io.rebootmgr.slot;

import java.time.Duration;

/**
 * How much of a group may be out at once, and how soon after one another.
 *
 * @param slots nodes
 * @param ofDomain nodes of one failure domain, or {@link #NONE}
 * @param domains failure domains with a node out, or {@link #NONE}
 * @param cooldown how long after a slot was given back none is claimed
 */
public record Limits(int slots, int ofDomain, int domains, Duration cooldown) {
    /** As many as there are. */
    public static final int NONE = Integer.MAX_VALUE;

    /** Of slots alone. */
    public Limits(int slots) {
        this(slots, NONE, NONE, Duration.ZERO);
    }

    public boolean hasDomains() {
        return ofDomain != NONE || domains != NONE;
    }

    /** The same whatever the domains, for who was told to pass over them. */
    public Limits withoutDomains() {
        return new Limits(slots, NONE, NONE, cooldown);
    }
}
