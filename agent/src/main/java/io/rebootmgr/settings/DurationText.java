package io.rebootmgr.settings;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import java.time.Duration;
import java.util.Optional;

/** Durations as {@link Durations} reads them. */
final class DurationText {
    private static final int MOST_DIGITS = 6;

    private DurationText() {}

    /** The duration, which may be negative; empty when the text is none. */
    static Optional<Duration> parse(String text) {
        Optional<Duration> plain = plain(text);
        if (plain.isPresent()) {
            return plain;
        }
        return Durations.parse(text) instanceof Parsed.Value<Duration> parsed
                ? Optional.of(parsed.value())
                : Optional.empty();
    }

    /** One number and its unit, which is what nearly every file has, without what a pattern costs at start-up. */
    private static Optional<Duration> plain(String text) {
        int digits = text.length() - 1;
        if (digits < 1 || digits > MOST_DIGITS) {
            return Optional.empty();
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            number = number * 10 + (c - '0');
        }
        return switch (text.charAt(digits)) {
            case 's' -> Optional.of(Duration.ofSeconds(number));
            case 'm' -> Optional.of(Duration.ofMinutes(number));
            case 'h' -> Optional.of(Duration.ofHours(number));
            case 'd' -> Optional.of(Duration.ofDays(number));
            default -> Optional.empty();
        };
    }
}
