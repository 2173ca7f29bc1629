package io.rebootmgr.show;

import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Drained;
import io.rebootmgr.fleet.FailedClaim;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.fleet.Stand;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import java.time.Instant;
import java.util.Optional;

/** What to tell of a node that does not go on by itself, or not well. */
public final class NeedsSomebody {
    private NeedsSomebody() {}

    /** Why, as {@code status} tells it. */
    public static String why(Counted one, Instant now) {
        return String.join("; ", NodeTable.why(one, now));
    }

    /**
     * What whoever looks after it types.
     *
     * @param fleet that it was found in: where the rollout of its group has failed, that is to be set running too
     */
    public static String typed(Counted one, Fleet fleet) {
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
                        .orElseGet(() -> "once it is mended: " + mended(one, node, fleet));
            default ->
                "what became of it: "
                        + Suggestion.of("rebootmgr history").argument(node).typed();
        };
    }

    private static String mended(Counted one, String node, Fleet fleet) {
        Optional<String> retry = fleet.rollouts().stream()
                .map(RolloutView::rollout)
                .filter(rollout -> rollout.state() == RolloutState.FAILED
                        && one.group()
                                .filter(rollout.order().groups()::contains)
                                .isPresent())
                .map(rollout -> rollout.command("retry"))
                .findFirst();
        // A try that the rollout gives is no use to one that is given up.
        return one.stand() == Stand.PARKED
                ? Suggestion.resume(node) + retry.map(then -> ", then " + then).orElse("")
                : retry.orElseGet(() -> Suggestion.resume(node));
    }
}
