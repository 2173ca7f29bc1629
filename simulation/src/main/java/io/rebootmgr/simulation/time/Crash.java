package io.rebootmgr.simulation.time;

import java.io.Serial;

/** The process is gone: nothing of its code catches this. */
public final class Crash extends Error {
    @Serial
    private static final long serialVersionUID = 1L;

    public Crash(String where) {
        // Thrown by the thousand, and read by nobody.
        super(where, null, false, false);
    }
}
