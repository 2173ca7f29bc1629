package io.rebootmgr.log;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * Something to be logged. Texts that do not apply are empty.
 *
 * @param message for people; may have more than one line
 * @param claim the id of the claim that it is about
 * @param task the file name of the task whose output it is; the message begins with it then
 * @param source the part of the program that says so
 * @param trace the stack trace of a bug
 * @param exitCode what a command ends with, where this is its last word
 */
public record LogEvent(
        Instant time,
        Severity severity,
        String message,
        String claim,
        String task,
        String source,
        String trace,
        OptionalInt exitCode) {

    /** A command's last word. */
    public static LogEvent last(Instant time, Severity severity, String message, String claim, int exitCode) {
        return new LogEvent(time, severity, message, claim, "", "", "", OptionalInt.of(exitCode));
    }
}
