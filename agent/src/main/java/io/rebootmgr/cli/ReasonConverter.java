package io.rebootmgr.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a reason, or who somebody is: one printable line that says something. */
final class ReasonConverter implements ITypeConverter<String> {
    private static final int LONGEST = 500;

    @Override
    public String convert(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (line.isEmpty()) {
            throw new TypeConversionException("it must say something");
        }
        if (line.length() > LONGEST) {
            throw new TypeConversionException("it has at most " + LONGEST + " characters");
        }
        return line;
    }
}
