package io.rebootmgr.cli;

import io.rebootmgr.log.LogStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a log format. */
final class LogStyleConverter implements ITypeConverter<LogStyle> {
    @Override
    public LogStyle convert(String name) {
        return LogStyle.named(name)
                .orElseThrow(() ->
                        new TypeConversionException("expected " + String.join(", ", LogStyle.NAMES) + ", not " + name));
    }
}
