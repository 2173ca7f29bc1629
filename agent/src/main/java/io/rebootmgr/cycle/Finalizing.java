package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes once for a group at the end of a rollout, on this node: under a lock of a session, and marked in the
 * rollout afterwards. So it is done once, unless the node dies between the last task's success and its mark.
 */
final class Finalizing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Finalizing.class);

    private static final List<String> HOLDING = List.of("enabled", "lists", "pause", "lease", "detectors");

    private final Ports ports;
    private final Self self;
    private final Rollout rollout;
    private Optional<GroupLock> lock = Optional.empty();

    Finalizing(Ports ports, Self self, Rollout rollout) {
        this.ports = ports;
        this.self = self;
        this.rollout = rollout;
    }

    /**
     * Runs the tasks.
     *
     * @return what is to be made of the rollout then, whatever else has become of it, while this is not closed; empty
     *     where nothing was begun, or it was broken off and begins anew later
     */
    Optional<UnaryOperator<Rollout>> run() {
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        if (facts.stop().isPresent()) {
            return later(facts, facts.stop().get().text());
        }
        if (!(facts.policy() instanceof PolicyState.Known(Policy policy))) {
            return later(facts, "no policy that can be read");
        }
        Optional<GateResult> held = held(facts, policy);
        if (held.isPresent()) {
            return later(facts, Outcome.held(held.get()).text());
        }
        Optional<Outcome> obstacle = Stages.obstacle(ports.tasks(), Stage.FINALIZE);
        if (obstacle.isPresent()) {
            return failed(obstacle.get().text());
        }
        String key = self.keys().rolloutLock(rollout.id(), self.group());
        Optional<String> holder = GroupLock.holder(
                self,
                policy.sessionTtl(),
                ports.consul().read(Consistency.CONSISTENT, List.of(key)).get(key));
        if (holder.isPresent()) {
            LOG.info("{} is at the finalize tasks", holder.get());
            return Optional.empty();
        }
        GroupLock ours = new GroupLock(ports, self, key, policy.sessionTtl());
        lock = Optional.of(ours);
        if (!isTaken(facts, ours)) {
            LOG.info("another node was faster at the finalize tasks, or the rollout has changed just now");
            return Optional.empty();
        }
        return underLock(facts, policy, ours);
    }

    /** What keeps everything else from this node keeps this from it, too. */
    private Optional<GateResult> held(ConfirmedFacts facts, Policy policy) {
        GateInput input = new GateInput(
                facts,
                policy,
                ChangeKind.HOT,
                Optional.empty(),
                false,
                ClaimProgress.NOT_BEGUN,
                LeadTime.NONE,
                ports.consul(),
                ports.clock().now(),
                ports.host(),
                Programs.UNASKED);
        return HOLDING.stream()
                .map(gate -> Gates.byName(gate, input, Set.of()))
                .filter(GateResult::holds)
                .findFirst();
    }

    /** What has to hold of the write that marks them: nobody else has begun meanwhile. Empty where no task ran. */
    Optional<Operation> condition() {
        return lock.map(GroupLock::condition);
    }

    /** See {@link GroupLock#marks}; once where no task ran. */
    boolean marks(Supplier<Optional<Boolean>> attempt) {
        return lock.isPresent() ? lock.get().marks(attempt) : attempt.get().orElse(false);
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lock.ifPresent(GroupLock::close);
    }

    /**
     * It begins only where the rollout stands as it did, and so is not done yet, and nobody has leased the node. Who is
     * about to lease it looks for a new status, as a CLAIM leaves one, and finds the lock then.
     */
    private boolean isTaken(ConfirmedFacts facts, GroupLock held) {
        String key = self.keys().rollouts();
        if (!(facts.turn() instanceof NodeTurn.Placed turn) || !turn.rollout().equals(rollout)) {
            return false;
        }
        List<Operation> conditions = new ArrayList<>();
        conditions.add(new Operation.RequireIndex(key, facts.view().index(key)));
        conditions.add(facts.noLease());
        try {
            facts.status().map(status -> saidAnew(facts, status)).ifPresent(conditions::add);
        } catch (MalformedJson e) {
            // What cannot be read is left to people; the tasks are ended where a lease is seen.
            LOG.debug("status: {}", e.reason());
        }
        return held.isTaken(conditions);
    }

    /** What is the same, byte for byte, is no write to Consul. */
    private Operation saidAnew(ConfirmedFacts facts, NodeStatus status) {
        Instant now = ports.clock().now();
        NodeStatus anew = status.seen(now);
        NodeStatus other = anew.seen().equals(status.seen()) ? status.seen(now.plusSeconds(1)) : anew;
        String key = self.keys().status(self.node());
        return new Operation.PutIf(key, other.bytes(), facts.view().index(key));
    }

    private Optional<UnaryOperator<Rollout>> underLock(ConfirmedFacts facts, Policy policy, GroupLock held) {
        SessionGuard kept = held.guard();
        Stages stages = Stages.finalizing(ports, self, rollout.order(), policy);
        Optional<Outcome> end =
                stages.run(Stage.FINALIZE, kept, task -> {}, why -> NodeSwitch.disable(ports, self, why));
        if (kept.broken().isPresent()) {
            return later(facts, kept.broken().get().text());
        }
        if (end.isEmpty()) {
            say(facts, "");
            return Optional.of(now -> now.finalizedFor(self.group()));
        }
        return end.get().code() == ExitCode.TASK_LATER
                ? later(facts, end.get().text())
                : failed(end.get().text());
    }

    private Optional<UnaryOperator<Rollout>> failed(String why) {
        return Optional.of(now -> now.finalizeFailed(self.group(), why));
    }

    private Optional<UnaryOperator<Rollout>> later(ConfirmedFacts facts, String why) {
        LOG.info("finalize tasks wait: {}", why);
        say(facts, "finalize tasks wait: " + why);
        return Optional.empty();
    }

    /** In the node's place, where people see whom all the others wait for; only what is new. */
    private void say(ConfirmedFacts facts, String why) {
        if (!(facts.turn() instanceof NodeTurn.Placed turn) || turn.result().state() != ResultState.OK) {
            return;
        }
        NodeResult anew = turn.result().saying(why);
        String key = self.keys().rolloutNode(self.node());
        if (!anew.equals(turn.result())) {
            ports.consul()
                    .write(List.of(
                            new Operation.PutIf(key, anew.bytes(), facts.view().index(key))));
        }
    }
}
