package io.rebootmgr.cli;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations from the command line as they are written everywhere: {@code 90s}, {@code 5m}, {@code 2h}, ISO-8601.
 */
class DurationConverter implements ITypeConverter<Duration> {
    private final Duration shortest;
    private final Duration longest;

    DurationConverter() {
        this(Duration.ZERO, Durations.LONGEST);
    }

    /** Both bounds are allowed themselves. */
    DurationConverter(Duration shortest, Duration longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    @Override
    public Duration convert(String text) {
        return switch (Durations.parse(text, shortest, longest)) {
            case Parsed.Value<Duration> value -> value.value();
            case Parsed.Wrong<Duration> wrong -> throw new TypeConversionException(wrong.what());
        };
    }
}
