package io.rebootmgr.slot;

import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a slot of a group was last given back by a node that was out, as it stands beside the claims.
 *
 * @param at by the clock of who gave it back, which may be any; empty where it never happened, or cannot be read
 * @param isReadable false where something else stands there
 */
public record Freed(Optional<Instant> at, boolean isReadable) {
    public static final Freed NEVER = new Freed(Optional.empty(), true);

    static final String FIELD = "freed";

    static Freed at(Instant now) {
        return new Freed(Optional.of(now), true);
    }

    static Freed read(Fields slots) {
        if (!slots.has(FIELD)) {
            return NEVER;
        }
        try {
            return at(slots.instant(FIELD));
        } catch (MalformedJson e) {
            return new Freed(Optional.empty(), false);
        }
    }

    /**
     * Until when no slot is claimed; empty where one may be. A time ahead of ours is one of another clock: up to the
     * cooldown it is believed, so that none is skipped because two clocks differ a little, and no hold is longer than
     * two cooldowns.
     */
    public Optional<Instant> holdsUntil(Duration cooldown, Instant now) {
        return at.filter(freed -> !isTooFarAhead(cooldown, now))
                .map(freed -> freed.plus(cooldown))
                .filter(now::isBefore);
    }

    /** Whether this time is not believed: it lies further ahead than the cooldown is long. */
    public boolean isTooFarAhead(Duration cooldown, Instant now) {
        return at.filter(now.plus(cooldown)::isBefore).isPresent();
    }
}
