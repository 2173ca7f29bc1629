package io.rebootmgr.cycle;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Said;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.StandingOrder;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of the node's place in a rollout once it had begun under it, see {@link OwnRollout}: written in the
 * transactions in which the claim ends, and in those that tell how a run ended.
 */
final class OwnResult {
    private OwnResult() {}

    /**
     * The change is made, and the slot given back. A failure stands until an operator has retried the node, who finds
     * written down that nothing is left to do.
     */
    static List<Operation> done(Ports ports, ConfirmedFacts now, LocalClaim local, Outcome outcome) {
        if (!(now.turn() instanceof NodeTurn.Placed turn) || !isOf(local, turn.rollout())) {
            return alone(ports, now, local, outcome);
        }
        NodeResult next = after(ports, now, local, turn.result(), turn.goesByDetectors(), outcome);
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
                    ? written(now, own, after(ports, now, local, own, byDetectors, outcome))
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
            Ports ports, ConfirmedFacts now, LocalClaim local, NodeResult own, boolean byDetectors, Outcome outcome) {
        Instant at = ports.clock().now();
        NodeResult ended = outcome.code() == ExitCode.DONE
                ? made(ports, now, own, byDetectors)
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
    private static NodeResult made(Ports ports, ConfirmedFacts now, NodeResult result, boolean byDetectors) {
        Instant at = ports.clock().now();
        boolean isAll = !byDetectors
                || Detected.in(ports.host())
                        .filter(said -> said.verdict() == Said.GOOD)
                        .isPresent();
        return isAll
                ? result.done(came(ports, now), at)
                : result.to(ResultState.WAITING, "changed, and its detectors are asked once more", at);
    }

    static NodeResult.Came came(Ports ports, Facts now) {
        boolean finalizes = Stages.has(ports.tasks(), Stage.FINALIZE);
        return new NodeResult.Came(
                CurrentBoot.told(ports.host(), now),
                ports.host().kernel(),
                finalizes ? now.self().group() : "");
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
            String said = OwnStatus.lastWords(outcome);
            return failed(ports, now, turn, outcome.text(), said.isEmpty() ? "" : "; it said last: " + said);
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

    /**
     * A claim is given up for a failure that an earlier run has told, unless its rollout did not hear of it. Who was
     * retried since is not failed once more by the attempt that the retry was for.
     */
    static List<Operation> failedBefore(Ports ports, ConfirmedFacts now, Outcome failure) {
        return now.turn() instanceof NodeTurn.Placed turn && isRetried(ports, turn)
                ? List.of()
                : ended(ports, now, failure, State.FAILED);
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
                || made(ports, now, turn.result(), turn.goesByDetectors()).state() == ResultState.OK;
    }

    /** The rollout hears of it in the same moment: nobody begins behind the failure that is one too many. */
    static List<Operation> failed(Ports ports, ConfirmedFacts now, NodeTurn.Placed turn, String why) {
        return failed(ports, now, turn, why, "");
    }

    /** @param more for who looks at the node, behind why it failed */
    private static List<Operation> failed(
            Ports ports, ConfirmedFacts now, NodeTurn.Placed turn, String why, String more) {
        Instant at = ports.clock().now();
        String key = now.self().keys().rollouts();
        try {
            Rollouts all = Rollouts.in(now.view(), now.self().keys());
            Rollout failing = turn.rollout().failing(now.self().node(), why, at);
            return List.of(
                    new Operation.PutIf(
                            key, all.replacing(failing).bytes(), now.view().index(key)),
                    put(now, turn.result().to(ResultState.FAILED, why + more, at)));
        } catch (MalformedJson e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    static Operation put(ConfirmedFacts now, NodeResult result) {
        String key = now.self().keys().rolloutNode(now.self().node());
        return new Operation.PutIf(key, result.bytes(), now.view().index(key));
    }
}
