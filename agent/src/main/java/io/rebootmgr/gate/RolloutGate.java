package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.StepBarrier;
import io.rebootmgr.rollout.Strangers;
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

    /**
     * All of a wave wait for their slots with it open: only those whose turn it is ask where all others stand. Who
     * waits for others to come to its step is not to stand in line meanwhile.
     */
    @Override
    public boolean isLeftToLast(GateInput input) {
        return input.facts().turn() instanceof NodeTurn.Placed placed
                && byKeys(input).isEmpty()
                && !keepsStep(input, placed);
    }

    @Override
    public Verdict judge(GateInput input) {
        return byKeys(input)
                .orElseGet(() -> byPlaces(input, (NodeTurn.Placed) input.facts().turn()));
    }

    /** What the keys at hand say; empty where a place has to be asked for of every node. */
    private static Optional<Verdict> byKeys(GateInput input) {
        if (input.byHand()) {
            return Optional.of(new Proceed("asked for by hand"));
        }
        if (input.progress() == ClaimProgress.COMMITTED) {
            return Optional.of(new Proceed("is committed, and goes on"));
        }
        return switch (input.facts().turn()) {
            case NodeTurn.None none -> Optional.of(outside(input, "no rollout is under way"));
            case NodeTurn.Unknown(String why) -> Optional.of(new Unknown(ExitCode.ROLLOUT, why));
            case NodeTurn.Placed placed -> inside(input, placed);
        };
    }

    private static Optional<Verdict> inside(GateInput input, NodeTurn.Placed placed) {
        if (input.progress().hasBegun() && (placed.goesOn() || placed.isBeside())) {
            return Optional.of(new Proceed("has begun, and goes on: " + placed.text()));
        }
        Optional<String> holds = placed.holds();
        if (holds.isPresent()) {
            return Optional.of(new Hold(ExitCode.ROLLOUT, holds.get()));
        }
        if (!placed.isOpen()) {
            return Optional.of(outside(input, "this node's part in " + placed.text() + " is over"));
        }
        // A glance only ever keeps a node up: thousands that are held by something else do not ask for all places.
        return isGlance(input) && !keepsStep(input, placed) ? Optional.of(mayGo(placed)) : Optional.empty();
    }

    private static Verdict byPlaces(GateInput input, NodeTurn.Placed placed) {
        List<String> prefixes =
                new ArrayList<>(placed.belief().prefixes(input.self().keys()));
        prefixes.add(input.self().keys().rolloutNodes());
        View places = input.consul().read(isGlance(input) ? Consistency.STALE : Consistency.DEFAULT, prefixes);
        return (isGlance(input) ? Optional.<String>empty() : early(input, placed, places))
                .or(() -> step(input, placed, places))
                .<Verdict>map(waits -> new Hold(ExitCode.ROLLOUT, waits + "; " + placed.text()))
                .orElseGet(() -> mayGo(placed));
    }

    private static boolean isGlance(GateInput input) {
        return input.facts() instanceof StaleFacts;
    }

    private static Verdict mayGo(NodeTurn.Placed placed) {
        return new Proceed("may go: " + placed.text());
    }

    /** That its wave is open is said by a key that every node can write: the nodes before it have to say the same. */
    private static Optional<String> early(GateInput input, NodeTurn.Placed placed, View places) {
        int wave = placed.rollout().order().waveOf(placed.result().wave());
        Keys keys = input.self().keys();
        Results few = Results.before(wave, placed.rollout(), places, keys);
        // Whose place cannot be read is known only by all the others.
        Results results = few.unreadable().isEmpty()
                ? few
                : Strangers.without(input.consul(), Consistency.DEFAULT, places, keys, placed.rollout());
        return placed.belief()
                .holds(results, wave, input.now(), input.self().zone())
                .map(why -> "waits, though its wave is open in " + keys.rollouts() + ": " + why);
    }

    /**
     * What keeps the node from the step that it has come to, where those of its wave keep step. It came to its first
     * under a claim: until then nobody knows which it is.
     */
    private static Optional<String> step(GateInput input, NodeTurn.Placed placed, View places) {
        if (!keepsStep(input, placed)) {
            return Optional.empty();
        }
        return new StepBarrier(input.consul(), places, input.self().keys(), placed.rollout())
                .holds(
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
