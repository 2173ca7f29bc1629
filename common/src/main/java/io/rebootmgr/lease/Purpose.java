package io.rebootmgr.lease;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a lease is taken for. A newer version may write one that is not known here: the lease counts all the same. */
public enum Purpose {
    MAINTENANCE,
    DRAIN,
    CONFIG,
    UPDATE,
    POWER_OFF,
    FENCING,
    DELETE,
    OTHER;

    /** As people type it and as it stands in Consul: {@code power-off}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The purpose of this label; empty where there is none. */
    public static Optional<Purpose> of(String label) {
        return Arrays.stream(values())
                .filter(purpose -> purpose.label().equals(label))
                .findFirst();
    }

    /** Every label, in order. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Purpose::label).toList();
    }
}
