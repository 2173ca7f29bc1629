package io.rebootmgr.fleet;

import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is known of the nodes of a group that want to reboot, beside their places in line. */
final class WantingNodes {
    private final Fleet fleet;
    private final Group group;
    private final Map<String, Node> nodes;

    private final Instant now;
    private final ZoneId zone;

    WantingNodes(Fleet fleet, Group group, Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
        this.fleet = fleet;
        this.group = group;
        this.nodes = fleet.nodes().stream().collect(Collectors.toMap(Node::name, node -> node));
    }

    /** What it is judged by. */
    Policy policy(String node) {
        return Optional.ofNullable(nodes.get(node))
                .flatMap(Node::policy)
                .or(group::policy)
                .orElse(Policy.DEFAULTS);
    }

    /** Whether a node that holds a slot keeps it until somebody has mended what failed there. */
    boolean hasFailed(String node) {
        return Optional.ofNullable(nodes.get(node)).filter(Census::hasFailed).isPresent();
    }

    /** Why a node would not reboot before somebody has done something about it. */
    Optional<String> stays(String name, Policy policy) {
        Optional<StopFlag> stop = fleet.stops().stream()
                .filter(flag ->
                        flag.scope() == StopFlag.Scope.NODE && flag.name().equals(name))
                .findFirst();
        if (stop.isPresent()) {
            return Optional.of("stopped by " + stop.get().key()
                    + (stop.get().reason().isEmpty() ? "" : ": " + stop.get().reason()));
        }
        if (!policy.enabled()) {
            return Optional.of("disabled by policy: " + policy.disabledReason().orElse("no reason given"));
        }
        Optional<String> left = policy.leavesAlone(name, group.name());
        if (left.isPresent()) {
            return left;
        }
        Optional<Pause> pause = fleet.pauses().stream()
                .filter(one -> one.scope() == StopFlag.Scope.NODE && one.name().equals(name) && one.holds(now))
                .findFirst();
        if (pause.isPresent()) {
            return pause.map(one -> one.text(zone));
        }
        Optional<String> holder = fleet.leases().stream()
                .filter(lease -> lease.node().equals(name))
                .findFirst()
                .flatMap(lease -> lease.state().holder(() -> zone));
        if (holder.isPresent()) {
            return holder.map(whose -> "leased by " + whose);
        }
        Optional<NodeStatus> status = Optional.ofNullable(nodes.get(name)).flatMap(Node::status);
        if (status.filter(Census::isReleased).isPresent()) {
            return Optional.of("not back yet, "
                    + status.get().last().map(NodeStatus.Last::reason).orElse("released"));
        }
        if (status.filter(s -> s.failures() >= policy.maxFailures()).isPresent()) {
            return Optional.of("given up after " + status.get().failures() + " failures"
                    + status.get().last().map(last -> ": " + last.reason()).orElse(""));
        }
        return status.filter(s -> s.state() == State.PARKED)
                .map(s -> s.parked().isEmpty()
                        ? "parked" + s.last().map(last -> ": " + last.reason()).orElse("")
                        : "parked: " + s.parked().get(0).trigger() + " is still there, unchanged")
                .or(() -> status.filter(WantingNodes::waitsForItsRollout).flatMap(s -> standingStill()));
    }

    /**
     * By its own last word, or because it failed without a slot: then its rollout is the first that has something to
     * say.
     */
    private static boolean waitsForItsRollout(NodeStatus status) {
        return status.state() == State.FAILED
                || (status.state() == State.HELD
                        && status.last()
                                .filter(last -> last.code() == ExitCode.ROLLOUT.number())
                                .isPresent());
    }

    /** What the rollouts of this group wait for; empty where one goes on, and where all have ended since. */
    private Optional<String> standingStill() {
        List<RolloutView> its = fleet.rollouts().stream()
                .filter(view -> view.rollout().order().groups().contains(group.name()))
                .toList();
        return its.stream().anyMatch(view -> view.rollout().state() == RolloutState.RUNNING && !view.isHeld())
                ? Optional.empty()
                : its.stream()
                        .findFirst()
                        .map(view -> "rollout " + view.rollout().id() + " of version "
                                + view.rollout().order().version() + " is " + view.word() + ": "
                                + view.rollout().command("status"));
    }

    /** What held it by its own last word, if anything did but the slots and the window, which the plan knows better. */
    Optional<String> note(String name) {
        return Optional.ofNullable(nodes.get(name))
                .flatMap(Node::status)
                .filter(status -> status.state() == State.HELD || status.state() == State.FAILED)
                .flatMap(NodeStatus::last)
                .filter(last ->
                        (last.code() != ExitCode.NO_SLOT.number() || last.gate().equals(Optional.of(Domain.FIELD)))
                                && last.code() != ExitCode.WINDOW.number()
                                && last.code() != ExitCode.DONE.number())
                .map(last -> last.reason(now));
    }
}
