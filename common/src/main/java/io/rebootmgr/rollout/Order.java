package io.rebootmgr.rollout;

import io.rebootmgr.change.RolloutChange;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What whoever started a rollout has decided; none of it ever changes.
 *
 * @param id opaque
 * @param version what the nodes are to run; an opaque name
 * @param groups whose nodes; at least one
 * @param waves at least one, each with a name of its own, in their order
 * @param maxFailed so many failed nodes it bears
 * @param tasks that it runs
 * @param by who started it, as {@code alice@adm1}
 * @param reason in their words; may be empty
 */
public record Order(
        String id,
        String version,
        RolloutChange change,
        Set<String> groups,
        List<Wave> waves,
        int maxFailed,
        ChosenTasks tasks,
        String by,
        String reason,
        Instant started) {

    public Order {
        groups = Collections.unmodifiableSet(new TreeSet<>(groups));
        waves = List.copyOf(waves);
    }

    /** The place of the wave of this name; the last one where there is none, which is that of nodes that are new. */
    public int waveOf(String name) {
        for (int at = 0; at < waves.size(); at++) {
            if (waves.get(at).name().equals(name)) {
                return at;
            }
        }
        return waves.size() - 1;
    }
}
