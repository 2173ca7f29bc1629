package io.rebootmgr.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What comes next of a rollout, by what stands there. */
public sealed interface Move {

    /**
     * Nothing, for now.
     *
     * @param why it is not further, in words
     * @param until when that ends by itself; empty where it does not, or nobody knows
     */
    record Stay(String why, Optional<Instant> until) implements Move {
        Stay(String why) {
            this(why, Optional.empty());
        }
    }

    /**
     * A soak is over: somebody has to look how these nodes stand, all of which were done, and tell
     * {@link Moves#judged}.
     */
    record Judge(List<String> nodes) implements Move {
        public Judge {
            nodes = List.copyOf(nodes);
        }
    }

    /** All waves have soaked and every node is done: for these groups is to be done what comes once at the end. */
    record Finalize(List<String> groups) implements Move {
        public Finalize {
            groups = List.copyOf(groups);
        }
    }

    /**
     * It is to be written: the rollout as it is next, by compare-and-set with the view that this was decided by. After
     * that there may be another move.
     *
     * @param what for the record, and for people
     * @param why may be empty
     */
    record Write(Rollout next, Kind kind, String what, String why) implements Move {}

    /** What such a move is, for who tells people. */
    enum Kind {
        WAVE_CLOSED,
        WAVE_REOPENED,
        SOAK_RESTARTED,
        /** A first node sees that the soak is over. */
        SOAK_SEEN,
        WAVE_OPENED,
        FINALIZING,
        FAILED,
        DONE
    }
}
