package io.rebootmgr.cli;

import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.log.LogEvent;
import io.rebootmgr.log.LogFormat;
import io.rebootmgr.log.LogStyle;
import io.rebootmgr.log.Logging;
import io.rebootmgr.log.Severity;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;

/**
 * How a run or a failed command ends, in a line. It is the answer to who asked, and the end of the log as well: where
 * that is for journald or for programs it has the form of the log. Idle runs say it too, so Logback is not asked.
 */
final class ExitMessage {
    private static final int LONGEST = 16 * 1024;

    private ExitMessage() {}

    /** On standard output when all is well, else on standard error. */
    static void of(Outcome outcome, String node, Shell shell) {
        say(outcome.code(), node, LogFormat.folded(outcome.text()), shell);
    }

    /** On standard error. */
    static void failed(ExitCode code, String text, Shell shell) {
        say(code, "rebootmgr", text, shell);
    }

    private static void say(ExitCode code, String who, String text, Shell shell) {
        Logging logging = Logging.current();
        boolean done = code == ExitCode.DONE;
        if (logging.style() == LogStyle.TEXT) {
            (done ? shell.out() : shell.err()).println(PrintableText.lines(who + ": " + text, LONGEST));
            return;
        }
        boolean json = logging.style() == LogStyle.JSON;
        String message = json ? text : who + ": " + text;
        LogEvent event = LogEvent.last(Instant.now(), Severity.of(code), message, Logging.claim(), code.number());
        // One stream for who reads JSON; journald has both.
        (done && !json ? shell.out() : shell.err()).print(logging.format().lines(event));
    }
}
