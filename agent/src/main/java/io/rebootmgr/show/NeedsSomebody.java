package io.rebootmgr.show;

import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Drained;
import io.rebootmgr.fleet.FailedClaim;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import java.time.Instant;

/** What to tell of a node that does not go on by itself, or not well. */
public final class NeedsSomebody {
    private NeedsSomebody() {}

    /** Why, as {@code status} tells it. */
    public static String why(Counted one, Instant now) {
        return String.join("; ", NodeTable.why(one, now));
    }

    /** What whoever looks after it types. */
    public static String typed(Counted one) {
        String node = Typed.node(one.node().name());
        return switch (one.stand()) {
            case OVERDUE ->
                one.held()
                        .map(held -> "if it will not come back: " + FailedClaim.release(held.claim()))
                        .orElse("");
            case DRAINED -> Drained.undo(node);
            case FAILED, PARKED ->
                one.held()
                        .map(held -> FailedClaim.whenMended(held.claim()))
                        .orElseGet(() -> "once it is mended: " + Suggestion.resume(node));
            default ->
                "what became of it: "
                        + Suggestion.of("rebootmgr history").argument(node).typed();
        };
    }
}
