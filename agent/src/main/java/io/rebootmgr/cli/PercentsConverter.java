package io.rebootmgr.cli;

import io.rebootmgr.policy.Parsed;
import io.rebootmgr.policy.RolloutPlan;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the percentages of waves. */
final class PercentsConverter implements ITypeConverter<Percents> {
    @Override
    public Percents convert(String text) {
        return switch (RolloutPlan.percentages(text)) {
            case Parsed.Value<List<Integer>>(List<Integer> percents) -> new Percents(percents);
            case Parsed.Wrong<List<Integer>>(String what) -> throw new TypeConversionException(what);
        };
    }
}
