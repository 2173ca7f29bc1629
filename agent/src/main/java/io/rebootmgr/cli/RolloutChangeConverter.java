package io.rebootmgr.cli;

import io.rebootmgr.change.RolloutChange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a rollout does to its nodes. */
final class RolloutChangeConverter implements ITypeConverter<RolloutChange> {
    @Override
    public RolloutChange convert(String text) {
        return RolloutChange.of(text)
                .orElseThrow(
                        () -> new TypeConversionException("'" + text + "' is not one of hot, drain, reboot, detect"));
    }
}
