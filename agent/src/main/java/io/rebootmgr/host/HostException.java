package io.rebootmgr.host;

import java.io.Serial;

/** A file of this node cannot be used. The message names it and says what to do. */
public final class HostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public HostException(String message) {
        super(message);
    }

    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
