package io.rebootmgr.change;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rollout asks of its nodes: a change of one kind for all, or what the detectors of each say. */
public enum RolloutChange {
    HOT(ChangeKind.HOT),
    DRAIN(ChangeKind.DRAIN),
    REBOOT(ChangeKind.REBOOT),
    /** Each node's detectors say the kind; where they find nothing there is nothing to do. */
    DETECT(null);

    private final Optional<ChangeKind> kind;

    RolloutChange(@Nullable ChangeKind kind) {
        this.kind = Optional.ofNullable(kind);
    }

    /** The change of this label. */
    public static Optional<RolloutChange> of(String label) {
        return switch (label) {
            case "hot" -> Optional.of(HOT);
            case "drain" -> Optional.of(DRAIN);
            case "reboot" -> Optional.of(REBOOT);
            case "detect" -> Optional.of(DETECT);
            default -> Optional.empty();
        };
    }

    /** As it is typed, and stands in Consul and in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that is the same for all nodes; empty where each node's detectors say it. */
    public Optional<ChangeKind> kind() {
        return kind;
    }
}
