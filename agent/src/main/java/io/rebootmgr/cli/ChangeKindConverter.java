package io.rebootmgr.cli;

import io.rebootmgr.change.ChangeKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a kind of change. */
final class ChangeKindConverter implements ITypeConverter<ChangeKind> {
    @Override
    public ChangeKind convert(String text) {
        return ChangeKind.of(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of hot, drain, reboot"));
    }
}
