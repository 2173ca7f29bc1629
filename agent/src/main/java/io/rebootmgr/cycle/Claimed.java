package io.rebootmgr.cycle;

import java.time.Duration;

/** Where a run is that holds a claim. */
interface Claimed {

    /** As it is by now. */
    LocalClaim local();

    /** Whether giving up means to undo in this run: nothing is committed, nor given back already. */
    boolean canBeUndone();

    /**
     * By the clock's {@code elapsed}: until when nobody else can have this node, whether or not Consul answers; in the
     * past where that is not known.
     */
    Duration sureUntil();
}
