package io.rebootmgr.cli;

import io.rebootmgr.policy.RolloutDefaults;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many failed nodes a rollout bears. */
final class MaxFailedConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > RolloutDefaults.MAX_FAILED_MOST) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole number from 0 to " + RolloutDefaults.MAX_FAILED_MOST);
        }
        return Integer.valueOf(text);
    }
}
