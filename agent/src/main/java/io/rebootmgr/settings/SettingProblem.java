package io.rebootmgr.settings;

import java.util.OptionalInt;

/**
 * One thing that is wrong, fit to be told: it never holds a token.
 *
 * @param source the file or the variable
 * @param line in the file, from 1, where it could be found
 * @param key as {@code consul.timeout}; empty for the file as a whole
 * @param found what stands there, as {@code is 3, a number}
 * @param expected what to do about it, as {@code expected a duration} or {@code did you mean group?}
 */
public record SettingProblem(String source, OptionalInt line, String key, String found, String expected) {

    /** All of it in one line. */
    public String text() {
        String where = line.isPresent() ? source + ":" + line.getAsInt() : source;
        return where + ": " + (key.isEmpty() ? "" : key + " ") + found + ", " + expected;
    }
}
