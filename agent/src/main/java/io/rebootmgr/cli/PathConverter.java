package io.rebootmgr.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads paths. Under {@code LC_ALL=C} Java cannot name a file whose name is not ASCII. */
final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' cannot be a path"
                    + (text.chars().allMatch(c -> c < 0x80)
                            ? ""
                            : " in this locale's character set: set LC_ALL=C.UTF-8"));
        }
    }
}
