package io.rebootmgr.fleet;

import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import java.util.Optional;

/**
 * Claims that their nodes keep though they have failed, or are stopped: until somebody has mended what is wrong there.
 */
public final class FailedClaim {
    private FailedClaim() {}

    /**
     * What is wrong with the node of this claim and what ends it, as sentences; empty where it ends by itself, and
     * soon.
     */
    public static Optional<String> text(ClaimInGroup held, Optional<NodeStatus> status) {
        Claim claim = held.claim();
        boolean lasts = held.counts() && !held.isHot() && claim.isCommitted();
        if (lasts && claim.state() == ClaimState.DRAINED) {
            return Optional.of(
                    "its drain is not undone yet: its next run does that, after the stop where there is one, and "
                            + Drained.undo(Typed.node(claim.node())) + " now; if it will not come back: "
                            + release(claim));
        }
        return status.filter(said -> lasts && hasFailed(said, claim))
                .map(said -> "that does not end by itself: "
                        + (said.state() == State.PARKED ? "its node is parked" : "its node has failed")
                        + said.last().map(last -> " (" + last.reason() + ")").orElse("")
                        + " and keeps that claim; " + whenMended(claim) + "; if it will not come back: "
                        + release(claim));
    }

    private static boolean hasFailed(NodeStatus said, Claim claim) {
        return switch (said.state()) {
            // A reboot that did not happen is tried again, or given up, by the next runs.
            case FAILED -> claim.state() != ClaimState.REBOOTING;
            case PARKED -> true;
            case CHANGING, RETURNING -> said.failures() > 0;
            case IDLE, HELD, PREPARING, REBOOTING, UNKNOWN -> false;
        };
    }

    /** What its node needs once it is mended: where it only was told to reboot in vain, its failures count. */
    public static String whenMended(Claim claim) {
        String node = Typed.node(claim.node());
        return switch (claim.state()) {
            case REBOOTING -> "once it is mended: " + Suggestion.resume(node);
            case DRAINED -> "once it is mended: " + Drained.undo(node);
            case PREPARING, CHANGING, RETURNING, UNKNOWN ->
                "its next run goes on once it is mended: `rebootmgr run` on " + node;
        };
    }

    /** What frees its slot. */
    public static String release(Claim claim) {
        return Suggestion.of("rebootmgr release")
                .argument(Typed.node(claim.node()))
                .option("--claim", Typed.id(claim.id()))
                .asIs("--reason …")
                .typed();
    }
}
