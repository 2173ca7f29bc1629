package io.rebootmgr.show;

import io.rebootmgr.policy.Moments;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Moments for people of one time zone, and how far off they are. A page says {@link #heading} once, and the zone with
 * it.
 */
public record Times(Instant now, ZoneId zone) {

    /** What time it is, and whose times all others are: {@code Fri 2026-01-30 22:00 Europe/Berlin}. */
    String heading() {
        return local(now) + " " + zoneName();
    }

    /** {@code Europe/Berlin}. */
    String zoneName() {
        return Moments.zone(zone);
    }

    /** To the minute: {@code Fri 2026-01-30 22:00}. */
    String local(Instant at) {
        return Moments.text(at, zone);
    }

    /** The time of day to the minute, for a moment that follows one that is told whole: {@code 22:07}. */
    String clock(Instant at) {
        return at.atZone(zone).toLocalTime().truncatedTo(ChronoUnit.MINUTES).toString();
    }

    /** {@code opens Fri 2026-01-30 22:00, in 8h 58m}. */
    String ahead(String what, Instant at) {
        return what + " " + local(at) + ", in " + Age.text(now, at);
    }

    /** How long it is past. */
    String age(Instant since) {
        return Age.text(since, now);
    }
}
