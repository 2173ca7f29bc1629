package io.rebootmgr.cli;

import io.rebootmgr.task.Stage;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a stage as {@code REBOOTMGR_STAGE} writes it; the name of its directory will do. */
final class StageConverter implements ITypeConverter<Stage>, Iterable<String> {
    @Override
    public Stage convert(String text) {
        return Arrays.stream(Stage.values())
                .filter(stage -> text.equals(stage.label()) || text.equals(stage.directory()))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                        + Arrays.stream(Stage.values()).map(Stage::label).collect(Collectors.joining(", "))));
    }

    /** What the shell offers. */
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Stage.values()).map(Stage::label).iterator();
    }
}
