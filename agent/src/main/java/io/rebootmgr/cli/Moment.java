package io.rebootmgr.cli;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** A moment in the past as an operator writes it. */
sealed interface Moment {

    /** So long ago. */
    record Ago(Duration duration) implements Moment {}

    /** When that day began. */
    record Day(LocalDate date) implements Moment {}

    record At(Instant instant) implements Moment {}

    /** The moment that is meant, by this clock and time zone. */
    default Instant before(Instant now, ZoneId zone) {
        return switch (this) {
            case Ago(Duration duration) -> now.minus(duration);
            case Day(LocalDate date) -> date.atStartOfDay(zone).toInstant();
            case At(Instant instant) -> instant;
        };
    }

    /** Reads {@code 7d}, {@code 2026-01-31} or {@code 2026-01-31T22:00:00Z}. */
    static Optional<Moment> parse(String text) {
        if (Durations.parse(text, Duration.ZERO, Durations.LONGEST) instanceof Parsed.Value<Duration>(Duration ago)) {
            return Optional.of(new Ago(ago));
        }
        try {
            return Optional.of(text.contains("T") ? new At(Instant.parse(text)) : new Day(LocalDate.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
