package io.rebootmgr.host;

import java.io.Serial;

/** The process was told to end (SIGTERM, SIGINT): whoever holds something puts it back and lets this pass. */
public final class Terminated extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public Terminated() {
        super("told to end");
    }
}
