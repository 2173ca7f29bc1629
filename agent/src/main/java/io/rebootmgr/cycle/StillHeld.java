package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Position;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.Optional;

/**
 * A node that was held when it last looked, and that its keys alone show to be held still. A stale look is enough for
 * that, it only ever keeps the node up; so thousands that wait ask neither the leader nor for everybody's health.
 */
final class StillHeld {
    private static final Optional<String> PAUSE = Optional.of("pause");

    private StillHeld() {}

    /** How the run ends if this is so; empty when everything has to be judged. */
    static Optional<Outcome> judge(Ports ports, RunRequest request, Facts glance) {
        boolean plain = !request.operator() && request.ignore().isEmpty();
        if (!plain || request.patience().isPositive() || Wanted.isSomethingLeft(glance)) {
            return Optional.empty();
        }
        try {
            Optional<NodeStatus> told = glance.status()
                    .filter(status -> status.state() == State.HELD)
                    .filter(status -> status.bootId().equals(ports.host().bootId()));
            Optional<Outcome> error = Detecting.error(ports, request, glance);
            if (told.isPresent() && error.isPresent() && Wanted.unwanted(glance).isPresent()) {
                return error.filter(still -> told.get()
                        .last()
                        .filter(last -> last.code() == still.code().number())
                        .isPresent());
            }
            if (told.isEmpty() || glance.fresh().isEmpty() || !(glance.policy() instanceof PolicyState.Known known)) {
                return Optional.empty();
            }
            Facts judged = request.judging(glance);
            ChangeKind change = request.change(glance.asking());
            GateInput input = new GateInput(
                    judged,
                    known.policy(),
                    change,
                    Optional.empty(),
                    false,
                    ClaimProgress.NOT_BEGUN,
                    WayAhead.of(glance, known.policy(), change),
                    ports.consul(),
                    ports.clock().now(),
                    ports.host(),
                    Programs.UNASKED);
            Optional<Outcome> held =
                    Gates.firstHoldByKeys(input).filter(GateResult::holds).map(Outcome::held);
            ExitCode code = held.map(Outcome::code).orElse(ExitCode.DONE);
            boolean same = held.filter(still -> isTold(told.get(), still)).isPresent();
            boolean stays = switch (code) {
                case DISABLED, WINDOW, HELD, DETECTOR, ROLLOUT -> true;
                case NO_SLOT ->
                    same && inLineAndNotNext(request, judged, known, input.now()) && impactStands(ports, judged);
                default -> false;
            };
            return same && stays ? held : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /**
     * Whether its status says so already: another gate with the same exit code is news, and so is another pause, or
     * another end. Why a rollout or a slot is waited for changes with every step of others, and whoever wants to know
     * asks.
     */
    private static boolean isTold(NodeStatus told, Outcome held) {
        return told.last()
                .filter(last -> last.code() == held.code().number())
                .filter(last -> last.gate().isEmpty() || last.gate().equals(held.gate()))
                .filter(last -> !held.gate().equals(PAUSE) || last.reason().equals(held.text()))
                .filter(last -> last.ends(held.until()))
                .isPresent();
    }

    /** What it would cost to take the node is asked here too, which is no question to Consul. */
    private static boolean impactStands(Ports ports, Facts glance) {
        OwnImpact impact = new OwnImpact(ports, glance.self());
        impact.ask(glance);
        return !impact.isNews(glance);
    }

    private static boolean inLineAndNotNext(RunRequest request, Facts glance, PolicyState.Known known, Instant now)
            throws MalformedJson {
        String key = glance.self()
                .keys()
                .waiting(glance.self().group(), glance.self().node());
        Position position = glance.position(glance.self().limits(known.policy()), now);
        boolean stays = request.patienceIfNext().isPositive() && (position.named() || position.isOverlooked());
        return glance.view().get(key).isPresent() && !stays;
    }
}
