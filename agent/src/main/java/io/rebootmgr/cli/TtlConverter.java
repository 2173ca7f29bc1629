package io.rebootmgr.cli;

import io.rebootmgr.lease.Lease;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the TTL of a lease, in the bounds that Consul sets for a session's. */
final class TtlConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return switch (Durations.parse(text, Lease.TTL_MIN, Lease.TTL_MAX)) {
            case Parsed.Value<Duration> value -> value.value();
            case Parsed.Wrong<Duration> wrong -> throw new TypeConversionException(wrong.what());
        };
    }
}
