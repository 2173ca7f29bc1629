package io.rebootmgr.cli;

import io.rebootmgr.verdict.ExitCode;
import java.io.Serial;

/** A command cannot do what it was told; the message says why and what to do next, in a line or two. */
final class CommandFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    CommandFailure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
