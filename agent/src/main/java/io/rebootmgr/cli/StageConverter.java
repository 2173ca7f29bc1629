package io.rebootmgr.cli;

import io.rebootmgr.task.Stage;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a stage as {@code REBOOTMGR_STAGE} writes it; the name of its directory will do. */
final class StageConverter implements ITypeConverter<Stage>, Iterable<String> {
    /** Those with a directory of programs: tasks in the order of a reboot, then what is only asked. */
    static final List<Stage> DIRECTORIES = Stream.concat(Stage.OF_TASKS.stream(), Stream.of(Stage.GATE, Stage.DETECT))
            .toList();

    @Override
    public Stage convert(String text) {
        return DIRECTORIES.stream()
                .filter(stage -> text.equals(stage.label()) || text.equals(stage.directory()))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                        + DIRECTORIES.stream().map(Stage::label).collect(Collectors.joining(", "))));
    }

    /** What the shell offers. */
    @Override
    public Iterator<String> iterator() {
        return DIRECTORIES.stream().map(Stage::label).iterator();
    }
}
