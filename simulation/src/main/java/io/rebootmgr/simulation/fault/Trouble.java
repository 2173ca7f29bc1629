package io.rebootmgr.simulation.fault;

/** Decides what goes wrong at every effect of every run. */
public interface Trouble {
    Trouble NONE = (node, effect) -> Mishap.NONE;

    /** Asked once for each effect, before it. */
    Mishap at(String node, Effect effect);
}
