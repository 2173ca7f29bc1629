package io.rebootmgr.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 90s}, {@code 5m}, {@code 2h}, {@code 1d}, {@code 1d 4h} or ISO-8601. */
public final class Durations {
    /** None is longer, either way: a longer one is a slip, and would overflow dates. */
    public static final Duration LONGEST = Duration.ofDays(3650);

    private static final Pattern UNITS =
            Pattern.compile("(-)?(?=\\d)(?:(\\d{1,12})d)? ?(?:(\\d{1,12})h)? ?(?:(\\d{1,12})m)? ?(?:(\\d{1,12})s)?"
                    + " ?(?:(\\d{1,12})ms)?(?<=[a-z])");
    private static final Pattern ISO = Pattern.compile("[-+]?[Pp].*");
    private static final Pattern BARE = Pattern.compile("[-+]?\\d{1,12}");
    private static final String EXPECTED = "a duration with its unit, like 90s, 5m, 2h or 1d";

    private Durations() {}

    /** Reads a duration, which may be negative; a number without unit is refused, and the fix named. */
    public static Parsed<Duration> parse(String text) {
        Optional<Duration> duration = ISO.matcher(text).matches() ? iso(text) : units(text);
        if (duration.isEmpty()) {
            return Parsed.wrong(text, EXPECTED + (BARE.matcher(text).matches() ? "; did you mean " + text + "s?" : ""));
        }
        return duration.get().compareTo(LONGEST) > 0 || duration.get().compareTo(LONGEST.negated()) < 0
                ? Parsed.wrong(text, "at most " + format(LONGEST))
                : Parsed.value(duration.get());
    }

    /** Reads a duration within {@code least} and {@code most}, both included. */
    public static Parsed<Duration> parse(String text, Duration least, Duration most) {
        return parse(text).then(duration -> {
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return Parsed.value(duration);
            }
            String bounds = most.compareTo(LONGEST) >= 0
                    ? format(least) + " or longer"
                    : "from " + format(least) + " to " + format(most);
            return Parsed.wrong(text, bounds);
        });
    }

    /** For people and short: {@code 90s}, {@code 2h}, {@code 1d 4h}; from a second up rounded down to whole ones. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.toSeconds() == 0) {
            return duration.toMillis() == 0 ? "0s" : duration.toMillis() + "ms";
        }
        if (duration.toSeconds() < 120 && duration.toSecondsPart() != 0) {
            return duration.toSeconds() + "s";
        }
        return (part(duration.toDays(), "d ")
                        + part(duration.toHoursPart(), "h ")
                        + part(duration.toMinutesPart(), "m ")
                        + part(duration.toSecondsPart(), "s"))
                .strip();
    }

    /**
     * How long this is past, {@link #brief}; of the epoch, which stands for a moment that nobody told, that it is not
     * known.
     */
    public static String age(Instant since, Instant now) {
        return since.equals(Instant.EPOCH) ? "an unknown time" : brief(Duration.between(since, now));
    }

    /**
     * In two units at most: {@code 12s}, {@code 3m 12s}, {@code 2h 5m}, {@code 3d 4h}. Below zero, by clocks that
     * differ, 0s.
     */
    public static String brief(Duration duration) {
        Duration shown = duration.isNegative() ? Duration.ZERO : duration;
        if (shown.compareTo(Duration.ofMinutes(1)) < 0) {
            return shown.toSeconds() + "s";
        }
        if (shown.compareTo(Duration.ofHours(1)) < 0) {
            return shown.toMinutes() + "m " + shown.toSecondsPart() + "s";
        }
        if (shown.compareTo(Duration.ofDays(1)) < 0) {
            return shown.toHours() + "h " + shown.toMinutesPart() + "m";
        }
        return shown.toDays() + "d " + shown.toHoursPart() + "h";
    }

    private static String part(long amount, String unit) {
        return amount == 0 ? "" : amount + unit;
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> units(String text) {
        Matcher matcher = UNITS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ofDays(number(matcher.group(2)))
                .plusHours(number(matcher.group(3)))
                .plusMinutes(number(matcher.group(4)))
                .plusSeconds(number(matcher.group(5)))
                .plusMillis(number(matcher.group(6)));
        return Optional.of(matcher.group(1) == null ? sum : sum.negated());
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
