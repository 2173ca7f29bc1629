package io.rebootmgr.cycle;

/** Where a run is that holds a claim. */
interface Claimed {

    /** As it is by now. */
    LocalClaim local();

    /** Whether giving up means to undo in this run: nothing is committed, nor given back already. */
    boolean canBeUndone();

    /** How long nobody else can have this node, whether or not Consul answers. */
    Alone alone();
}
