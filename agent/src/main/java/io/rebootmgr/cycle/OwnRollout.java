package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Said;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.CanaryMarks;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node begins under a rollout, and what it says of its place there while it holds nothing. What is said with a
 * claim is written in the claim's own transactions: so the two never contradict one another, whoever dies in between.
 * Each is by compare-and-set with the place that was read. What became of it afterwards is {@link OwnResult}.
 */
final class OwnRollout {
    private OwnRollout() {}

    /**
     * The rollout that a change of this kind is part of if it begins now. Whatever begins on a node whose turn it is,
     * and does what the rollout asks for, counts for it, an operator's reboot too. A higher change counts only where it
     * runs the tasks of the lower one: what a rollout brings is brought by them.
     */
    static Optional<InRollout> part(Ports ports, Facts facts, ChangeKind change) {
        if (!(facts.turn() instanceof NodeTurn.Placed turn) || !turn.isOpen()) {
            return Optional.empty();
        }
        Optional<ChangeKind> asked = turn.rollout().order().change().kind();
        boolean counts = asked.isEmpty()
                || change == asked.get()
                || (change == ChangeKind.REBOOT
                        && asked.get() == ChangeKind.DRAIN
                        && Stages.has(ports.tasks(), Stage.DRAINED));
        return counts ? Optional.of(turn.in()) : Optional.empty();
    }

    /**
     * The same of a claim that is going on, and whose file was lost: by what was written at its beginning. It goes on
     * under its rollout where that has failed meanwhile, or waits to try it again.
     */
    static Optional<InRollout> partOfClaim(Facts facts, String id) {
        return facts.turn() instanceof NodeTurn.Placed turn && turn.isOf(id)
                ? Optional.of(turn.in())
                : Optional.empty();
    }

    /**
     * Why a claim that is going on, and whose file was lost, waits: the node's place says that it is part of a rollout,
     * and what stands of that one cannot be believed. Which tasks are its, and which come once for its group, only that
     * tells.
     */
    static Optional<Outcome> unknownPart(Facts facts, String claim) {
        Self self = facts.self();
        Optional<View.Entry> place = facts.view().get(self.keys().rolloutNode(self.node()));
        if (place.isEmpty() || !(facts.turn() instanceof NodeTurn.Unknown unknown)) {
            return Optional.empty();
        }
        try {
            return NodeResult.parse(place.get().value()).claim().equals(claim)
                    ? Optional.of(new Outcome(
                            ExitCode.ROLLOUT,
                            "this node is in the middle of a rollout, lost the file that said which tasks are its, and"
                                    + " cannot judge it now: " + unknown.why()))
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** Whether the rollouts still stand so that this claim may begin, as part of what it was taken for part of. */
    static boolean mayBegin(Ports ports, ConfirmedFacts now, LocalClaim local, RunRequest request) {
        if (!part(ports, now, local.change()).equals(local.rollout())) {
            return false;
        }
        return isUnheld(request)
                || switch (now.turn()) {
                    case NodeTurn.None none -> true;
                    case NodeTurn.Unknown unknown -> false;
                    case NodeTurn.Placed turn -> turn.holds().isEmpty();
                };
    }

    private static boolean isUnheld(RunRequest request) {
        return request.operator() || request.ignore().contains("rollout");
    }

    /** CLAIM. It begins only where the rollouts stand as they did at the look that allowed it. */
    static List<Operation> begins(Ports ports, ConfirmedFacts now, LocalClaim local, RunRequest request) {
        List<Operation> operations = new ArrayList<>();
        if (!isUnheld(request) || local.rollout().isPresent()) {
            operations.addAll(unchanged(now));
        }
        if (local.rollout().isPresent() && now.turn() instanceof NodeTurn.Placed turn) {
            operations.add(OwnResult.put(
                    now, turn.result().runningUnder(local.id(), ports.clock().now())));
            operations.addAll(marked(now, turn));
        }
        return operations;
    }

    /** A canary that the policy names counts for its group only where it says that it is of that. */
    private static List<Operation> marked(ConfirmedFacts now, NodeTurn.Placed turn) {
        Self self = now.self();
        return turn.belief().asksForMark(turn.result())
                ? List.of(
                        CanaryMarks.of(self.keys(), self.group(), turn.rollout().id(), self.node()))
                : List.of();
    }

    /**
     * Where there has never been a rollout the look that follows every claim has to do: Consul wants the right to write
     * a key for a condition on it, and a token of before rollouts does not have it.
     */
    private static List<Operation> unchanged(ConfirmedFacts now) {
        Keys keys = now.self().keys();
        List<Operation> conditions = new ArrayList<>();
        long index = now.view().index(keys.rollouts());
        if (index != 0) {
            conditions.add(new Operation.RequireIndex(keys.rollouts(), index));
        }
        if (now.turn() instanceof NodeTurn.Placed turn) {
            String order = keys.rolloutOrder(turn.rollout().id());
            now.view()
                    .get(order)
                    .ifPresent(entry -> conditions.add(new Operation.RequireIndex(order, entry.modifyIndex())));
        }
        return conditions;
    }

    /** Whether {@link #writePlace} would write something. */
    static boolean hasNews(Ports ports, Facts facts) {
        return facts.stop().isEmpty()
                && facts.turn() instanceof NodeTurn.Placed turn
                && news(ports, facts, turn).isPresent();
    }

    /**
     * Writes what a node says of its place that holds nothing: that it is new, and what its detectors said where they
     * say what is to be done. A Consul that does not take it changes nothing, the next run says it.
     *
     * @return whether something was written, so that the facts are old
     */
    static boolean writePlace(Ports ports, ConfirmedFacts now) {
        if (now.stop().isPresent() || !(now.turn() instanceof NodeTurn.Placed turn)) {
            return false;
        }
        Optional<NodeResult> next = news(ports, now, turn);
        if (next.isEmpty()) {
            return false;
        }
        List<Operation> operations = new ArrayList<>(marked(now, turn));
        switch (next.get().state()) {
            case FAILED ->
                operations.addAll(OwnResult.failed(ports, now, turn, next.get().reason()));
            case OK -> {
                operations.addAll(unchanged(now));
                operations.add(OwnResult.put(now, next.get()));
                operations.addAll(new Journal(ports, now.self())
                        .brought(now, turn.rollout().order().version()));
            }
            default -> {
                operations.addAll(unchanged(now));
                operations.add(OwnResult.put(now, next.get()));
            }
        }
        return !(ports.consul().write(operations) instanceof Written.Refused);
    }

    private static Optional<NodeResult> news(Ports ports, Facts facts, NodeTurn.Placed turn) {
        Self self = facts.self();
        Instant at = ports.clock().now();
        if (turn.isNew()) {
            Optional<String> alone = facts.policy() instanceof PolicyState.Known known
                    ? known.policy().leavesAlone(self.node(), self.group())
                    : Optional.empty();
            return Optional.of(
                    turn.result().state() == ResultState.LEFT_OUT
                            ? turn.result()
                            : alone.isPresent()
                                    ? turn.result().to(ResultState.LEFT_OUT, alone.get(), at)
                                    : turn.result().to(ResultState.WAITING, "", at));
        }
        if (turn.result().state() == ResultState.LEFT_OUT && !isWritten(facts, turn)) {
            return Optional.of(turn.result());
        }
        if (turn.result().state() == ResultState.RUNNING) {
            // Nothing is held here, so what ran has been lost with its claim.
            return Optional.of(turn.result().to(ResultState.WAITING, "its claim was lost", at));
        }
        if (turn.asks().isEmpty()) {
            return Optional.empty();
        }
        if (ports.host().detectors().isEmpty()) {
            return Optional.of(turn.result()
                    .to(ResultState.FAILED, "this node has no detectors that could say what it needs", at));
        }
        Optional<Detected> said =
                Detected.in(ports.host()).filter(one -> one.rollout().equals(turn.asks()));
        if (said.isEmpty()) {
            return Optional.empty();
        }
        Optional<Detection> error = said.get().error();
        if (error.isPresent()) {
            return Optional.of(turn.result()
                    .to(
                            ResultState.FAILED,
                            "detector " + error.get().name() + " could not say what is needed: "
                                    + error.get().reason(),
                            at));
        }
        return said.get().verdict() == Said.GOOD
                ? Optional.of(turn.result().done(OwnResult.came(ports, facts), at))
                : Optional.empty();
    }

    /** Whether its place says the same. */
    private static boolean isWritten(Facts facts, NodeTurn.Placed turn) {
        String key = facts.self().keys().rolloutNode(facts.self().node());
        try {
            return facts.view().get(key).isPresent()
                    && NodeResult.parse(facts.view().get(key).get().value()).state()
                            == turn.result().state();
        } catch (MalformedJson e) {
            return true;
        }
    }
}
