package io.rebootmgr.host;

import io.rebootmgr.verdict.ExitCode;
import java.io.Serial;

/**
 * The process was told to end, by SIGTERM, SIGINT or SIGHUP: whoever holds something puts it back and lets this pass.
 */
public final class Terminated extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /** By SIGTERM, or whatever stands for it. */
    public Terminated() {
        this(ExitCode.TERMINATED);
    }

    /** By the signal that this code tells of. */
    public Terminated(ExitCode code) {
        super(code.meaning());
        this.code = code;
    }

    /** The code that tells which signal it was. */
    public ExitCode code() {
        return code;
    }
}
