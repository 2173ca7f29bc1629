package io.rebootmgr.health;

import java.util.List;

/** On which side of the reboot health is judged; each side has a tag of its own beside the common one. */
public enum Phase {
    BEFORE("rebootmgr_preboot"),
    AFTER("rebootmgr_postboot");

    private static final String ALWAYS = "rebootmgr";

    private final String tag;

    Phase(String tag) {
        this.tag = tag;
    }

    /** Whether a service with these tags has a say in this phase. */
    boolean considers(List<String> tags) {
        return tags.contains(ALWAYS) || tags.contains(tag);
    }
}
