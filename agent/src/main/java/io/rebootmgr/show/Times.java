package io.rebootmgr.show;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Moments for people of one time zone, and how far off they are. */
record Times(Instant now, ZoneId zone) {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

    /** To the minute: {@code Fri 2026-01-30 22:00 CET}. */
    String local(Instant at) {
        var local = at.atZone(zone);
        boolean utc = zone.normalized().equals(ZoneOffset.UTC);
        return LOCAL.format(local) + " " + (utc ? "UTC" : NAME.format(local));
    }

    /** The time of day to the minute, for a moment that follows one that is told whole: {@code 22:07}. */
    String clock(Instant at) {
        return at.atZone(zone).toLocalTime().truncatedTo(ChronoUnit.MINUTES).toString();
    }

    /** {@code opens Fri 2026-01-30 22:00 CET, in 8h 58m}. */
    String ahead(String what, Instant at) {
        return what + " " + local(at) + ", in " + Age.text(now, at);
    }

    /** How long it is past. */
    String age(Instant since) {
        return Age.text(since, now);
    }
}
