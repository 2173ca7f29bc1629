package io.rebootmgr.cycle;

import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.rollout.Note;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what a run sees and does. Whatever it makes of that neither throws nor takes time: no run waits for its
 * audience.
 */
public interface Listener {
    /** Nobody wants to know. */
    Listener NOBODY = new Listener() {};

    /** The cheap look that an idle run leaves it at. */
    default void glanced(Facts facts) {}

    /** What stood in Consul and on the node just now; the later ones are newer. */
    default void saw(Facts facts) {}

    /** What the operator's gate programs said just now. */
    default void asked(Programs.Answers answers) {}

    /**
     * News of a rollout that are about to be written. Once they stand they have {@link #happened}; whoever dies in
     * between, or does not hear what became of the write, has told nobody.
     *
     * @param note by which the rollout's record says that they stand
     */
    default void intends(Event.OfRollout news, Note note) {}

    /** Something that people may want to be told. */
    default void happened(Event event) {}

    /**
     * What the run is at from now on.
     *
     * @param most how long it takes at most, where that is known
     */
    default void does(String what, Optional<Duration> most) {}

    /** How far it is with that by now. */
    default void reached(String far) {}
}
