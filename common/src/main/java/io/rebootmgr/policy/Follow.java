package io.rebootmgr.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which published versions a group rolls out by itself. */
public enum Follow {
    NONE,
    /** Those of kind {@code minor}. */
    MINOR,
    ALL;

    /** Its name in a policy. */
    public static final String FIELD = "follow";

    static Optional<Follow> of(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }

    /** As it stands in the policy. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
