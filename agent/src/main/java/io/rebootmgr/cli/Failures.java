package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.verdict.ExitCode;
import org.slf4j.LoggerFactory;

/** Maps what was thrown to an exit code and a message, in one place. */
final class Failures {
    private Failures() {}

    /** Tells the operator and gives the code; a stack trace only for a bug, and only to the log. */
    static int exitCode(Throwable thrown, Shell shell) {
        ExitCode code = code(thrown);
        if (code == ExitCode.BUG) {
            LoggerFactory.getLogger(Failures.class).error("a bug in rebootmgr, please report it", thrown);
        } else {
            ExitMessage.failed(code, String.valueOf(thrown.getMessage()), shell);
        }
        return code.number();
    }

    static ExitCode code(Throwable thrown) {
        return switch (thrown) {
            case CommandFailure failure -> failure.code();
            case ConsulException consul -> ExitCode.CONSUL;
            case HostException host -> ExitCode.INVALID;
            case Terminated terminated -> terminated.code();
            default -> ExitCode.BUG;
        };
    }
}
