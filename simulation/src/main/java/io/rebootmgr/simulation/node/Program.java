package io.rebootmgr.simulation.node;

import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;

/**
 * The agent that the nodes run: as it is, or with something between it and the world that makes it act as if it were
 * broken.
 */
@FunctionalInterface
public interface Program {
    Program AS_IT_IS = (self, ports) -> ports;

    /** What a run of this node touches the world through; asked once a run. */
    Ports between(Self self, Ports world);
}
