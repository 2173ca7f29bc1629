package io.rebootmgr.consul;

import java.io.Serial;

/**
 * A certificate or key file that cannot be used; the message names the file, the fault and where possible the remedy.
 */
public final class UnusablePem extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnusablePem(String message) {
        super(message);
    }

    UnusablePem(String message, Throwable cause) {
        super(message, cause);
    }
}
