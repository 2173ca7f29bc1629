package io.rebootmgr.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Moments on the command line. */
final class MomentConverter implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
        return Moment.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is not today, yesterday, a duration like 2h, a date like 2026-01-31 or a time like"
                        + " '2026-01-31 22:00'"));
    }
}
