package io.rebootmgr.rollout;

import java.util.Arrays;
import java.util.Locale;

/** Whether a rollout goes on. */
public enum RolloutState {
    RUNNING,
    /** An operator lets nothing new begin. */
    PAUSED,
    /** Too many nodes failed, or what was to be done at its end did: nothing new begins before an operator retries. */
    FAILED,
    /** It is over: every node is done or was skipped. */
    DONE,
    /** It is over: an operator ended it. */
    ABORTED,
    /** A word that only a newer version knows: nothing begins. Never written; the word that stands there is kept. */
    UNKNOWN;

    static RolloutState of(String label) {
        return Arrays.stream(values())
                .filter(one -> one != UNKNOWN && one.label().equals(label))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** As it stands in Consul and in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean hasEnded() {
        return this == DONE || this == ABORTED;
    }
}
