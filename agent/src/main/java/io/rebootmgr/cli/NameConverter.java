package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads names of nodes and groups; what can be none is wrong usage. */
final class NameConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (!Keys.isName(text)) {
            throw new TypeConversionException(
                    "'" + text + "' cannot be a name: use letters, digits, dots, dashes and underscores");
        }
        return text;
    }
}
