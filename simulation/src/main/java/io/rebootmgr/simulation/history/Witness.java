package io.rebootmgr.simulation.history;

import java.time.Duration;

/** Is told everything that happens, when it happens. */
@FunctionalInterface
public interface Witness {
    void saw(Duration now, Happening what);
}
