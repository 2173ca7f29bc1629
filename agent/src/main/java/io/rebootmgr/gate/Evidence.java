package io.rebootmgr.gate;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.health.HealthReport;
import io.rebootmgr.slot.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a gate judged by, where there is more of it than the verdict's text tells. For people, never to decide by. */
public sealed interface Evidence {

    /** The text tells all. */
    record None() implements Evidence {}

    /** Every stop flag that reaches this node, the widest first. */
    record Stops(List<Facts.Stop> stops) implements Evidence {
        public Stops {
            stops = List.copyOf(stops);
        }
    }

    /** Every pause that reaches this node and is not over, the widest first. */
    record Pauses(List<Pause> pauses) implements Evidence {
        public Pauses {
            pauses = List.copyOf(pauses);
        }
    }

    /** When the window that is open closes; empty where it never does, or is not open. */
    record Closing(Optional<Instant> closes) implements Evidence {}

    /**
     * A run that failed: when it ended, why, and the last word of the task that failed it, empty where it said none.
     */
    record LastRun(Instant at, String reason, String said) implements Evidence {}

    record Services(HealthReport report) implements Evidence {}

    /** What each of the operator's gate programs said. */
    record OwnPrograms(Programs.Answers said) implements Evidence {}

    /** The claims of other nodes that count, in their order. */
    record Claims(int limit, List<Claim> claims) implements Evidence {
        public Claims {
            claims = List.copyOf(claims);
        }
    }
}
