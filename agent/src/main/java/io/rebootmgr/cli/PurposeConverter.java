package io.rebootmgr.cli;

import io.rebootmgr.lease.Purpose;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a lease is for. */
final class PurposeConverter implements ITypeConverter<Purpose> {
    @Override
    public Purpose convert(String text) {
        return Purpose.of(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is not one of " + String.join(", ", Purpose.labels())));
    }
}
