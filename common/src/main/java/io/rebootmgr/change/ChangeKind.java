package io.rebootmgr.change;

import java.util.Locale;
import java.util.Optional;

/** How far a change disturbs its node, in rising order: a higher kind includes the lower. */
public enum ChangeKind {
    /** The node serves all the while. */
    HOT,
    /** The node is out of service, and does not reboot. */
    DRAIN,
    REBOOT;

    /** The kind of this label. */
    public static Optional<ChangeKind> of(String label) {
        return switch (label) {
            case "hot" -> Optional.of(HOT);
            case "drain" -> Optional.of(DRAIN);
            case "reboot" -> Optional.of(REBOOT);
            default -> Optional.empty();
        };
    }

    /** As it stands in Consul, in JSON and in {@code REBOOTMGR_CHANGE}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called in a sentence. */
    public String noun() {
        return this == HOT ? "hot change" : label();
    }

    /** Whether whoever makes this change has made that one too. */
    public boolean includes(ChangeKind other) {
        return compareTo(other) >= 0;
    }
}
