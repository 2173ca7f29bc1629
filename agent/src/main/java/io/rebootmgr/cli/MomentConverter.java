package io.rebootmgr.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Moments on the command line. */
final class MomentConverter implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
        return Moment.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is no duration like 7d, date like 2026-01-31 or time like 2026-01-31T22:00:00Z"));
    }
}
