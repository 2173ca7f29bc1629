package io.rebootmgr.detect;

import io.rebootmgr.change.ChangeKind;
import java.util.Locale;
import java.util.Optional;

/** What a detector says of its node; the later ones win. */
public enum Said {
    GOOD,
    HOT,
    DRAIN,
    REBOOT,
    /** It could not say. */
    ERROR;

    private static final int FIRST = 100;

    /** By its exit code. */
    static Said by(int exit) {
        return switch (exit) {
            case 0 -> GOOD;
            case FIRST -> HOT;
            case FIRST + 1 -> DRAIN;
            case FIRST + 2 -> REBOOT;
            default -> ERROR;
        };
    }

    static Optional<Said> of(String label) {
        for (Said said : values()) {
            if (said.label().equals(label)) {
                return Optional.of(said);
            }
        }
        return Optional.empty();
    }

    /** As JSON and people are told. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The change that it asks for. */
    public Optional<ChangeKind> change() {
        return ChangeKind.of(label());
    }
}
