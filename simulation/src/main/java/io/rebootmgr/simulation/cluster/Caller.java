package io.rebootmgr.simulation.cluster;

import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Strand;

/** The run that asks: whose effects may go wrong, and who waits for the answer. */
public interface Caller {
    Strand strand();

    /** As whom it writes. */
    Author author();

    /** What goes wrong at the effect that comes now; what hits the run before it has hit it when this returns. */
    Mishap before(Effect effect);

    /** The effect has taken place: what hits the run after it hits it here. */
    void after(Mishap mishap);

    /** What this run was told, for those who judge it. */
    void told(Happening answer);
}
