package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.StepBarrier;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds whatever is automatic while a rollout is under way in the node's group and its turn has not come: a trigger
 * file must not run ahead of the canaries. An operator who reboots the node by hand is not held.
 */
final class RolloutGate implements Gate {

    @Override
    public String name() {
        return "rollout";
    }

    /** Who started the rollout watches it, and is told when it fails. */
    @Override
    public Notice notice() {
        return Notice.NEVER;
    }

    @Override
    public Verdict judge(GateInput input) {
        if (input.byHand()) {
            return new Proceed("asked for by hand");
        }
        if (input.progress() == ClaimProgress.COMMITTED) {
            return new Proceed("is committed, and goes on");
        }
        return switch (input.facts().turn()) {
            case NodeTurn.None none -> outside(input, "no rollout is under way");
            case NodeTurn.Unknown(String why) -> new Unknown(ExitCode.ROLLOUT, why);
            case NodeTurn.Placed placed -> inside(input, placed);
        };
    }

    private static Verdict inside(GateInput input, NodeTurn.Placed placed) {
        if (input.progress().hasBegun() && (placed.goesOn() || placed.isBeside())) {
            return new Proceed("has begun, and goes on: " + placed.text());
        }
        Optional<String> holds = placed.holds();
        if (holds.isPresent()) {
            return new Hold(ExitCode.ROLLOUT, holds.get());
        }
        if (!placed.isOpen()) {
            return outside(input, "this node's part in " + placed.text() + " is over");
        }
        // A glance only ever keeps a node up: thousands that are held by something else do not ask for all places.
        boolean isGlance = input.facts() instanceof StaleFacts;
        if (isGlance && !keepsStep(input, placed)) {
            return new Proceed("may go: " + placed.text());
        }
        List<String> prefixes =
                new ArrayList<>(placed.belief().prefixes(input.self().keys()));
        prefixes.add(input.self().keys().rolloutNodes());
        View places = input.consul().read(isGlance ? Consistency.STALE : Consistency.DEFAULT, prefixes);
        return (isGlance ? Optional.<String>empty() : early(input, placed, places))
                .or(() -> step(input, placed, places))
                .<Verdict>map(waits -> new Hold(ExitCode.ROLLOUT, waits + "; " + placed.text()))
                .orElseGet(() -> new Proceed("may go: " + placed.text()));
    }

    /** That its wave is open is said by a key that every node can write: the nodes before it have to say the same. */
    private static Optional<String> early(GateInput input, NodeTurn.Placed placed, View places) {
        Results results = Results.of(placed.rollout(), places, input.self().keys());
        int wave = placed.rollout().order().waveOf(placed.result().wave());
        return placed.belief()
                .holds(results, wave, input.now(), input.self().zone())
                .map(why -> "waits, though its wave is open in "
                        + input.self().keys().rollouts() + ": " + why);
    }

    /**
     * What keeps the node from the step that it has come to, where those of its wave keep step. It came to its first
     * under a claim: until then nobody knows which it is.
     */
    private static Optional<String> step(GateInput input, NodeTurn.Placed placed, View places) {
        if (!keepsStep(input, placed)) {
            return Optional.empty();
        }
        return StepBarrier.holds(
                places,
                input.self().keys(),
                placed.rollout().order(),
                placed.result().wave(),
                input.self().node(),
                placed.result().step().orElseThrow());
    }

    private static boolean keepsStep(GateInput input, NodeTurn.Placed placed) {
        return placed.rollout().order().tasks().barrier()
                && input.change() == ChangeKind.HOT
                && placed.result().step().isPresent();
    }

    /** Nothing is to be rolled out here now. What somebody has asked for in Consul is an order all the same. */
    private static Verdict outside(GateInput input, String why) {
        if (!input.policy().requireRollout() || input.progress().hasBegun()) {
            return new Proceed(why);
        }
        return isOrdered(input.facts())
                ? new Proceed("asked for by a key")
                : new Hold(ExitCode.ROLLOUT, "policy require_rollout, and " + why);
    }

    /** What was obeyed already is no order any more. Files and detectors are left out of what is made then. */
    private static boolean isOrdered(Facts facts) {
        try {
            return facts.asking().stream().anyMatch(trigger -> trigger.kind() == Trigger.Kind.KEY);
        } catch (MalformedJson e) {
            return false;
        }
    }
}
