package io.rebootmgr.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as people are told them, the same everywhere: day and minute, in a zone that a page says once. */
public final class Moments {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter ABBREVIATION = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

    private static final Duration SOON = Duration.ofMinutes(2);

    private Moments() {}

    /** {@code Fri 2026-01-30 22:00}, where the zone was said before. */
    public static String text(Instant at, ZoneId zone) {
        return MINUTE.format(at.atZone(zone));
    }

    /** {@code Fri 2026-01-30 22:00 CET}, where it stands alone. */
    public static String alone(Instant at, ZoneId zone) {
        return text(at, zone) + " " + abbreviation(at, zone);
    }

    /** The same of one that lies ahead: with seconds where it comes within two minutes. */
    public static String ahead(Instant at, Instant now, ZoneId zone) {
        return Duration.between(now, at).compareTo(SOON) < 0
                ? SECOND.format(at.atZone(zone)) + " " + abbreviation(at, zone)
                : alone(at, zone);
    }

    /** The zone's own name, right before and after its clocks are changed: {@code Europe/Berlin}. */
    public static String zone(ZoneId zone) {
        return isUtc(zone) ? "UTC" : zone.getId();
    }

    private static String abbreviation(Instant at, ZoneId zone) {
        return isUtc(zone) ? "UTC" : ABBREVIATION.format(at.atZone(zone));
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC);
    }
}
