package io.rebootmgr.cli;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A moment in the past as an operator writes it. */
sealed interface Moment {

    /** So long ago. */
    record Ago(Duration duration) implements Moment {}

    /** When the day began that was so many days ago; 0 is today. */
    record DaysAgo(int days) implements Moment {}

    /** When that day began. */
    record Day(LocalDate date) implements Moment {}

    /** That time of that day, where the operator is. */
    record Local(LocalDateTime time) implements Moment {}

    record At(Instant instant) implements Moment {}

    /** The moment that is meant, by this clock and time zone. */
    default Instant before(Instant now, ZoneId zone) {
        return switch (this) {
            case Ago(Duration duration) -> now.minus(duration);
            case DaysAgo(int days) ->
                now.atZone(zone)
                        .toLocalDate()
                        .minusDays(days)
                        .atStartOfDay(zone)
                        .toInstant();
            case Day(LocalDate date) -> date.atStartOfDay(zone).toInstant();
            case Local(LocalDateTime time) -> time.atZone(zone).toInstant();
            case At(Instant instant) -> instant;
        };
    }

    /**
     * Reads {@code today}, {@code yesterday}, {@code 2h}, {@code 2026-01-31}, {@code 2026-01-31 22:00} (also with a T)
     * or {@code 2026-01-31T22:00:00Z}.
     */
    static Optional<Moment> parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("today") || word.equals("yesterday")) {
            return Optional.of(new DaysAgo(word.equals("today") ? 0 : 1));
        }
        if (Durations.parse(text, Duration.ZERO, Durations.LONGEST) instanceof Parsed.Value<Duration>(Duration ago)) {
            return Optional.of(new Ago(ago));
        }
        return read(text, day -> new Day(LocalDate.parse(day)))
                .or(() -> read(text, time -> new Local(LocalDateTime.parse(time.replace(' ', 'T')))))
                .or(() -> read(text, instant -> new At(Instant.parse(instant))));
    }

    private static Optional<Moment> read(String text, Function<String, Moment> read) {
        try {
            return Optional.of(read.apply(text.strip()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
