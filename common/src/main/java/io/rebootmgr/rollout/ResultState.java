package io.rebootmgr.rollout;

import java.util.Arrays;
import java.util.Locale;

/** How far a node is under a rollout. */
public enum ResultState {
    /** It has not begun. */
    WAITING,
    /** It is at it. */
    RUNNING,
    OK,
    FAILED,
    /** An operator said that nobody waits for it. */
    SKIPPED,
    /** It is in no wave, for the policy's lists leave it alone: it counts nowhere. */
    LEFT_OUT,
    /** A word that only a newer agent knows: not done, in doubt. Never written; the word that stands there is kept. */
    UNKNOWN;

    static ResultState of(String label) {
        return Arrays.stream(values())
                .filter(one -> one != UNKNOWN && one.label().equals(label))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** As it stands in Consul and in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its wave has to wait for it still. */
    public boolean isOpen() {
        return switch (this) {
            case WAITING, RUNNING, UNKNOWN -> true;
            case OK, FAILED, SKIPPED, LEFT_OUT -> false;
        };
    }
}
