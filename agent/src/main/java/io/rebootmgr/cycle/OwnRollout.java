package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.RolloutChange;
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
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.rollout.CanaryMarks;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.StandingOrder;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the node's place in a rollout. Where it has to do with a claim it is written in the claim's own
 * transactions: so the two never contradict one another, whoever dies in between. Each is by compare-and-set with the
 * place that was read.
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

    /** Whether the rollouts still stand so that this claim may begin, as part of what it was taken for part of. */
    static boolean mayBegin(Ports ports, ConfirmedFacts now, LocalClaim local, Request request) {
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

    private static boolean isUnheld(Request request) {
        return request.operator() || request.ignore().contains("rollout");
    }

    /** CLAIM. It begins only where the rollouts stand as they did at the look that allowed it. */
    static List<Operation> begins(Ports ports, ConfirmedFacts now, LocalClaim local, Request request) {
        List<Operation> operations = new ArrayList<>();
        if (!isUnheld(request) || local.rollout().isPresent()) {
            operations.addAll(unchanged(now));
        }
        if (local.rollout().isPresent() && now.turn() instanceof NodeTurn.Placed turn) {
            operations.add(put(
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

    /**
     * The change is made, and the slot given back. A failure stands until an operator has retried the node, who finds
     * written down that nothing is left to do.
     */
    static List<Operation> done(Ports ports, ConfirmedFacts now, LocalClaim local, Outcome outcome) {
        if (!(now.turn() instanceof NodeTurn.Placed turn) || !isOf(local, turn.rollout())) {
            return alone(ports, now, local, outcome);
        }
        NodeResult next = after(ports, now.self(), local, turn.result(), turn.goesByDetectors(), outcome);
        return next.state() == ResultState.FAILED && turn.result().state() != ResultState.FAILED
                ? failed(ports, now, turn, next.reason())
                : written(now, turn.result(), next);
    }

    /**
     * What stands in {@code rollouts} cannot be believed, or is gone: the node says in its own place what became of it
     * all the same, for once that is put right it must not go once more.
     */
    private static List<Operation> alone(Ports ports, ConfirmedFacts now, LocalClaim local, Outcome outcome) {
        Self self = now.self();
        Optional<View.Entry> place = now.view().get(self.keys().rolloutNode(self.node()));
        if (local.rollout().isEmpty() || place.isEmpty()) {
            return List.of();
        }
        String id = local.rollout().get().id();
        boolean byDetectors =
                change(now, id).filter(RolloutChange.DETECT::equals).isPresent();
        try {
            NodeResult own = NodeResult.parse(place.get().value());
            return own.id().equals(id)
                    ? written(now, own, after(ports, self, local, own, byDetectors, outcome))
                    : List.of();
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    /**
     * What a rollout is to change, as it was ordered; where nobody has, as it stands under way, believed or not. Empty
     * where nothing says it.
     */
    private static Optional<RolloutChange> change(ConfirmedFacts now, String id) {
        Keys keys = now.self().keys();
        try {
            Optional<StandingOrder> standing = StandingOrder.in(now.view(), keys, id);
            return standing.isPresent()
                    ? Optional.of(standing.get().order().change())
                    : Rollouts.in(now.view(), keys)
                            .of(id)
                            .map(said -> said.order().change());
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** How the node stands in the rollout once the claim that it took for it is over. */
    private static NodeResult after(
            Ports ports, Self self, LocalClaim local, NodeResult own, boolean byDetectors, Outcome outcome) {
        Instant at = ports.clock().now();
        NodeResult ended = outcome.code() == ExitCode.DONE
                ? made(ports, self, own, byDetectors)
                : own.to(ResultState.FAILED, outcome.text(), at);
        return switch (own.state()) {
            // A failure that never reached the rollout: the answer was lost, or the node died before it told.
            case RUNNING ->
                local.entry()
                        .setback()
                        .filter(setback -> Journal.failure(setback.code()))
                        .map(untold -> own.to(ResultState.FAILED, untold.why(), at))
                        .orElse(ended);
            case WAITING -> ended;
            case FAILED -> ended.state() == ResultState.OK ? own.cameThrough(ended.came()) : own;
            case OK, SKIPPED, LEFT_OUT, UNKNOWN -> own;
        };
    }

    private static List<Operation> written(ConfirmedFacts now, NodeResult own, NodeResult next) {
        return next.equals(own) ? List.of() : List.of(put(now, next));
    }

    private static boolean isOf(LocalClaim local, Rollout rollout) {
        return local.rollout().filter(in -> in.id().equals(rollout.id())).isPresent();
    }

    /** Where detectors say what is to be done, they say too whether that was all. */
    private static NodeResult made(Ports ports, Self self, NodeTurn.Placed turn) {
        return made(ports, self, turn.result(), turn.goesByDetectors());
    }

    private static NodeResult made(Ports ports, Self self, NodeResult result, boolean byDetectors) {
        Instant at = ports.clock().now();
        boolean isAll = !byDetectors
                || Detected.in(ports.host())
                        .filter(said -> said.verdict() == Said.GOOD)
                        .isPresent();
        return isAll
                ? result.done(came(ports, self), at)
                : result.to(ResultState.WAITING, "changed, and its detectors are asked once more", at);
    }

    private static NodeResult.Came came(Ports ports, Self self) {
        boolean finalizes = Stages.has(ports.tasks(), Stage.FINALIZE);
        return new NodeResult.Came(ports.host().bootId(), finalizes ? self.group() : "");
    }

    /**
     * A run ended otherwise. Its first failure under a rollout fails the node; what was given up for another reason is
     * tried again, and what goes on stays as it is.
     *
     * @param state of the node from now on
     */
    static List<Operation> ended(Ports ports, ConfirmedFacts now, Outcome outcome, State state) {
        if (!(now.turn() instanceof NodeTurn.Placed turn)) {
            return Journal.failure(outcome)
                    ? LocalClaim.load(ports.host())
                            .map(local -> alone(ports, now, local, outcome))
                            .orElse(List.of())
                    : List.of();
        }
        if (turn.isNew()) {
            return List.of();
        }
        boolean isRunning = turn.result().state() == ResultState.RUNNING;
        if (Journal.failure(outcome) && (isRunning || isRetried(ports, turn))) {
            return failed(ports, now, turn, outcome.text());
        }
        if (!isRunning) {
            return List.of();
        }
        return switch (state) {
            case IDLE, HELD, PARKED, FAILED ->
                List.of(put(
                        now,
                        turn.result()
                                .to(
                                        ResultState.WAITING,
                                        outcome.text(),
                                        ports.clock().now())));
            case PREPARING, CHANGING, REBOOTING, RETURNING, UNKNOWN -> List.of();
        };
    }

    /** One that is committed goes on when it is retried, under the claim that it has. */
    private static boolean isRetried(Ports ports, NodeTurn.Placed turn) {
        return turn.result().state() == ResultState.WAITING
                && LocalClaim.load(ports.host())
                        .filter(local -> isOf(local, turn.rollout()))
                        .isPresent();
    }

    /** Whether the node has what this claim was to bring; where the rollout is over that goes by the claim alone. */
    static boolean hasBrought(Ports ports, ConfirmedFacts now, LocalClaim local) {
        return !(now.turn() instanceof NodeTurn.Placed turn)
                || !isOf(local, turn.rollout())
                || made(ports, now.self(), turn).state() == ResultState.OK;
    }

    /** The rollout hears of it in the same moment: nobody begins behind the failure that is one too many. */
    private static List<Operation> failed(Ports ports, ConfirmedFacts now, NodeTurn.Placed turn, String why) {
        Instant at = ports.clock().now();
        String key = now.self().keys().rollouts();
        try {
            Rollouts all = Rollouts.in(now.view(), now.self().keys());
            Rollout failing = turn.rollout().failing(now.self().node(), why, at);
            return List.of(
                    new Operation.PutIf(
                            key, all.replacing(failing).bytes(), now.view().index(key)),
                    put(now, turn.result().to(ResultState.FAILED, why, at)));
        } catch (MalformedJson e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    /** Whether {@link #settle} would write something. */
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
    static boolean settle(Ports ports, ConfirmedFacts now) {
        if (now.stop().isPresent() || !(now.turn() instanceof NodeTurn.Placed turn)) {
            return false;
        }
        Optional<NodeResult> next = news(ports, now, turn);
        if (next.isEmpty()) {
            return false;
        }
        List<Operation> operations = new ArrayList<>(marked(now, turn));
        switch (next.get().state()) {
            case FAILED -> operations.addAll(failed(ports, now, turn, next.get().reason()));
            case OK -> {
                operations.addAll(unchanged(now));
                operations.add(put(now, next.get()));
                operations.addAll(new Journal(ports, now.self())
                        .brought(now, turn.rollout().order().version()));
            }
            default -> {
                operations.addAll(unchanged(now));
                operations.add(put(now, next.get()));
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
                ? Optional.of(turn.result().done(came(ports, self), at))
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

    private static Operation put(ConfirmedFacts now, NodeResult result) {
        String key = now.self().keys().rolloutNode(now.self().node());
        return new Operation.PutIf(key, result.bytes(), now.view().index(key));
    }
}
