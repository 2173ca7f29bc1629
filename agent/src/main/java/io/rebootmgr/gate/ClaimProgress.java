package io.rebootmgr.gate;

/** How far a node is with a claim of its own. */
public enum ClaimProgress {
    /** It has none, or nothing is done under it yet. */
    NOT_BEGUN,
    /** A confirmed look after CLAIM found nothing against it: no pause ends it any more. */
    BEGUN,
    /** No session and no timeout gives its slot to another: what was begun is brought to its end. */
    COMMITTED;

    /** Whether a pause leaves it alone. */
    public boolean hasBegun() {
        return this != NOT_BEGUN;
    }
}
