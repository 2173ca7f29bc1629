package io.rebootmgr.fleet;

/** Where a node stands, in a word; those that need somebody's eyes first. */
public enum Stand {
    /** Its last run failed, perhaps on its way back with a slot that it keeps; or it is given up. */
    FAILED("failed", Share.FAILED),
    /** What asked for its reboot was obeyed and stands there unchanged, or asks again and again. */
    PARKED("parked", Share.FAILED),
    /** It holds a slot for longer than a reboot takes. */
    OVERDUE("overdue", Share.IN_PROGRESS),
    /** An operator released its claim, and it has not come back. */
    RELEASED("released", Share.FAILED),
    /** For a reboot that will not happen, and that is not undone yet. */
    DRAINED("drained", Share.HELD),
    PREPARING("preparing", Share.IN_PROGRESS),
    CHANGING("changing", Share.IN_PROGRESS),
    REBOOTING("rebooting", Share.IN_PROGRESS),
    RETURNING("returning", Share.IN_PROGRESS),
    /** It holds a hot slot, and serves all the while. */
    CHANGING_IN_SERVICE("changing in service", Share.IN_PROGRESS),
    /** It holds a slot in a state that only a newer agent knows. */
    UNKNOWN_CLAIM("unknown claim", Share.IN_PROGRESS),
    /** A run of it that prepared a reboot ended without a word: its next run starts anew. */
    UNFINISHED("unfinished", Share.WAITING),
    /** By another gate than the slots. */
    HELD("held", Share.HELD),
    /** For a slot. */
    WAITING("waiting", Share.WAITING),
    /** A key asks for its reboot, and no run of it has seen that yet. */
    WANTS_REBOOT("wants reboot", Share.WAITING),
    /** The same for a change without a reboot. */
    WANTS_CHANGE("wants change", Share.WAITING),
    /** It never said anything that can be read. */
    UNKNOWN("unknown", Share.NONE),
    IDLE("idle", Share.NONE);

    /** What of a campaign a node is. */
    enum Share {
        IN_PROGRESS,
        WAITING,
        HELD,
        FAILED,
        NONE
    }

    private final String word;
    private final Share share;

    Stand(String word, Share share) {
        this.word = word;
        this.share = share;
    }

    /** For people, the same in every line. */
    public String word() {
        return word;
    }

    Share share() {
        return share;
    }
}
