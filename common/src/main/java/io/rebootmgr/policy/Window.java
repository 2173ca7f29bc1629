package io.rebootmgr.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A maintenance window: on each of {@code days} it opens at {@code start}, local time, and stays open for
 * {@code length} of elapsed time, over midnight and clock changes alike.
 *
 * @param days the days it starts on, at least one
 * @param start to the minute; where the clock jumps over it, it moves as far as the clock does
 * @param length more than 0, at most {@link #LONGEST}
 */
public record Window(Set<DayOfWeek> days, LocalTime start, Duration length) {
    /** A longer window would overlap its own next start. */
    public static final Duration LONGEST = Duration.ofDays(7);

    public Window {
        days = Collections.unmodifiableSet(EnumSet.copyOf(days));
    }

    /** The first moment from {@code from} on and before {@code to} at which this window is open. */
    Optional<Instant> firstOpen(Instant from, Instant to, ZoneId zone) {
        // Two days more than its length: a clock change can make a day of the calendar longer, or skip one.
        LocalDate first = LocalDate.ofInstant(from, zone).minusDays(length.toDays() + 2);
        LocalDate last = LocalDate.ofInstant(to, zone);
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            if (days.contains(day.getDayOfWeek())) {
                Instant opens = day.atTime(start).atZone(zone).toInstant();
                Instant candidate = opens.isAfter(from) ? opens : from;
                if (candidate.isBefore(opens.plus(length)) && candidate.isBefore(to)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether it is open at {@code now}. */
    boolean isOpen(Instant now, ZoneId zone) {
        return firstOpen(now, now.plusNanos(1), zone).isPresent();
    }

    /** When the opening that {@code now} is in ends, the last to end where they overlap; empty when it is not open. */
    Optional<Instant> closes(Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return today.minusDays(length.toDays() + 2)
                .datesUntil(today.plusDays(2))
                .filter(day -> days.contains(day.getDayOfWeek()))
                .map(day -> day.atTime(start).atZone(zone).toInstant())
                .filter(opens -> !opens.isAfter(now) && opens.plus(length).isAfter(now))
                .map(opens -> opens.plus(length))
                .max(Instant::compareTo);
    }

    /** For people: {@code fri,sat 22:00 for 6h}. */
    public String text() {
        return days.stream().map(Window::name).collect(Collectors.joining(",")) + " " + start + " for "
                + Durations.format(length);
    }

    /** A day as the policy spells it: {@code mon}. */
    static String name(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }
}
