package io.rebootmgr.cli;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations from the command line as they are written everywhere: {@code 90s}, {@code 5m}, {@code 2h}, ISO-8601.
 */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return switch (Durations.parse(text, Duration.ZERO, Durations.LONGEST)) {
            case Parsed.Value<Duration> value -> value.value();
            case Parsed.Wrong<Duration> wrong -> throw new TypeConversionException(wrong.what());
        };
    }
}
