package io.rebootmgr.simulation.node;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.cluster.Members;
import io.rebootmgr.simulation.cluster.Servers;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.time.Timeline;
import java.util.function.Supplier;

/**
 * What all nodes of a fleet have in common.
 *
 * @param program what the nodes run
 * @param level how bad it is now: at the end it is calm
 * @param claims gives the ids of claims
 */
public record Surroundings(
        Timeline timeline,
        Servers servers,
        Members members,
        Keys keys,
        Pace pace,
        Program program,
        Trouble trouble,
        Supplier<Level> level,
        Supplier<String> claims,
        Witness witness) {

    public void saw(Happening what) {
        witness.saw(timeline.now(), what);
    }
}
