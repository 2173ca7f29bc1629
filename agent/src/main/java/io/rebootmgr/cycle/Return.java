package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.Pace;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.task.Stage;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The steps of a node that has rebooted, or was changed while it was drained, back into service: whatever fails, the
 * slot stays taken. And what follows the tasks of a node that was changed in service, whose slot hangs on its session.
 */
final class Return implements Claimed {
    private static final Logger LOG = LoggerFactory.getLogger(Return.class);
    private static final Duration HEALTH_POLL = Duration.ofSeconds(2);
    /** An agent tells the servers within milliseconds, and somebody waits for the slot. */
    private static final Duration TRAFFIC_POLL = Duration.ofMillis(250);

    private final Ports ports;
    private final Self self;
    private final Policy policy;
    private final SessionGuard guard;
    private LocalClaim local;
    /** The slot is given back, however the run ends. */
    private boolean over;
    /** Or none was asked. */
    private boolean detectorsHaveAnswered = true;

    Return(Ports ports, Self self, Policy policy, LocalClaim local) {
        this(ports, self, policy, local, SessionGuard.ofStopFlags(ports, self));
    }

    /** Of a node that was in service all the while, and whose slot hangs on a session. */
    Return(Ports ports, Self self, Policy policy, LocalClaim local, SessionGuard guard) {
        this.ports = ports;
        this.self = self;
        this.policy = policy;
        this.local = local;
        this.guard = guard;
        MDC.put("claim", local.id());
    }

    @Override
    public LocalClaim local() {
        return local;
    }

    @Override
    public boolean canBeUndone() {
        return isHot() && local.step() != LocalClaim.Step.SERVED;
    }

    /** Only what served all the while is undone, and that begins nothing. */
    @Override
    public Alone alone() {
        return Alone.NEVER;
    }

    private boolean isHot() {
        return local.change() == ChangeKind.HOT;
    }

    /** Tells the fleet that this node is up again, and writes down what it was rebooted for. */
    Optional<Outcome> markReturning() {
        if (!local.isBack()) {
            LOG.info(
                    "{}: {}", local.change() == ChangeKind.REBOOT ? "back from the reboot" : "changed", local.reason());
            Entry entry = local.entry().cameBackWith(ports.host().kernel());
            if (local.change() == ChangeKind.REBOOT) {
                ports.listener().happened(new Event.Back(local.id(), local.reason()));
                entry = entry.phase(Entry.BOOT, boot(entry));
            }
            local = local.at(LocalClaim.Step.RETURNING).with(entry);
        } else {
            local = local.with(local.entry().returningAgain());
        }
        local.save(ports.host());
        return ended(new MarkingReturning(ports, self, local), "marking the return");
    }

    private Duration boot(Entry entry) {
        Duration before = entry.phases().stream().map(Entry.Phase::took).reduce(Duration.ZERO, Duration::plus);
        // On both sides of a boot only the wall clock is the same; it may have jumped.
        Duration boot = Duration.between(entry.started(), ports.clock().now()).minus(before);
        return boot.isNegative() ? Duration.ZERO : boot;
    }

    /** Where it comes from, for people. */
    private String from() {
        return local.change() == ChangeKind.REBOOT ? "a reboot" : "a change";
    }

    /**
     * Waits until the services of this node are healthy, after its tasks also until all are back, as long as the policy
     * says.
     */
    Optional<Outcome> waitForHealth() {
        ports.doing(
                (isHot() ? "changed in service" : "back from " + from())
                        + ", waiting until this node's services are healthy",
                policy.postHealthTimeout());
        return await(
                "health", "back, and still unhealthy", HEALTH_POLL, () -> ReturnHealth.now(ports, self, policy, local));
    }

    /**
     * Waits until a Consul server votes again, as long as the policy says: until then no other server could use the
     * slot.
     */
    Optional<Outcome> waitForVote() {
        if (!ServerVote.matters(ports.consul())) {
            return Optional.empty();
        }
        ports.doing("back in service, waiting until this Consul server votes again", policy.postHealthTimeout());
        return await(
                Pace.VOTE,
                "back in service, and this Consul server does not vote",
                HEALTH_POLL,
                () -> ServerVote.now(ports.consul(), self.node()));
    }

    private Optional<Outcome> await(String phase, String inVain, Duration poll, Supplier<Verdict> question) {
        Duration waiting = ports.clock().elapsed();
        boolean told = false;
        while (true) {
            Verdict verdict = question.get();
            if (!verdict.holds()) {
                took(phase, waiting);
                return Optional.empty();
            }
            if (ports.clock().elapsed().minus(waiting).compareTo(policy.postHealthTimeout()) >= 0) {
                took(phase, waiting);
                return Optional.of(isHot() ? unhealthy(verdict) : inVain(verdict, inVain));
            }
            if (!told) {
                LOG.info("waiting up to {}: {}", Durations.format(policy.postHealthTimeout()), verdict.text());
                told = true;
            }
            guard.keep(poll);
            if (guard.broken().isPresent()) {
                took(phase, waiting);
                return guard.broken();
            }
        }
    }

    /** A version after which a node does not serve has failed; its return goes on, and so does that of any other. */
    private Outcome inVain(Verdict verdict, String what) {
        ExitCode code = local.rollout().isPresent() ? ExitCode.TASK_FAILED : verdict.code();
        return new Outcome(
                code,
                what + " after " + Durations.format(policy.postHealthTimeout()) + "; the slot stays taken: "
                        + verdict.text());
    }

    /** A change after which a node does not serve has failed, and would otherwise be made again and again. */
    private Outcome unhealthy(Verdict verdict) {
        return new Outcome(
                ExitCode.TASK_FAILED,
                "changed in service, and unhealthy after " + Durations.format(policy.postHealthTimeout()) + ": "
                        + verdict.text());
    }

    /** From here on nothing is left of a change in service but to give the slot back. */
    Optional<Outcome> noteChanged() {
        local = local.at(LocalClaim.Step.SERVED);
        local.save(ports.host());
        return Optional.empty();
    }

    /** The operator's tasks; once they have all succeeded they never run again for this reboot. */
    Optional<Outcome> runPostBootTasks() {
        if (local.step() == LocalClaim.Step.SERVED) {
            return Optional.empty();
        }
        ports.doing("back from " + from() + ", running post_boot tasks");
        Duration waiting = ports.clock().elapsed();
        Stages stages = Stages.of(ports, self, local, policy);
        Optional<Outcome> end =
                stages.run(Stage.POST_BOOT, guard, this::ran, why -> NodeSwitch.disable(ports, self, why));
        took("post_boot_tasks", waiting);
        if (guard.broken().isPresent()) {
            return guard.broken();
        }
        if (end.isEmpty()) {
            local = local.at(LocalClaim.Step.SERVED);
            local.save(ports.host());
        }
        return end;
    }

    /** Consul sends traffic again, unless an operator wants it otherwise, or somebody else has the node by now. */
    Optional<Outcome> endMaintenance() {
        if (guard.look().isPresent()) {
            return guard.broken();
        }
        Maintenance.end(ports.consul(), local.id());
        return Optional.empty();
    }

    /**
     * Waits until Consul's servers send traffic, too, as long as the policy says: the slot is not given back to the
     * next node while this one is out for everybody who asks them.
     */
    Optional<Outcome> waitForTraffic() {
        Supplier<Verdict> traffic = () -> ReturnHealth.traffic(ports, self);
        if (!traffic.get().holds()) {
            return Optional.empty();
        }
        ports.doing("back, waiting until Consul's servers have this node in service", policy.postHealthTimeout());
        return await("traffic", "back, and not in service", TRAFFIC_POLL, traffic);
    }

    /** Whether the detectors still ask for what was done; the node is in service meanwhile. */
    Optional<Outcome> askDetectors() {
        if (ports.host().detectors().isEmpty()) {
            return Optional.empty();
        }
        ports.doing("back in service, asking the detectors what this node needs now");
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        Optional<Outcome> end = Detecting.ask(ports, self, policy, facts, local.id(), guard);
        if (guard.broken().isPresent() || end.isEmpty()) {
            return guard.broken();
        }
        // No reason to keep the slot: nothing begins on this node before they can be asked.
        LOG.error("{}", end.get().text());
        detectorsHaveAnswered = false;
        return Optional.empty();
    }

    /** What was made of the node, for people. */
    private String done() {
        return local.change() == ChangeKind.REBOOT ? "rebooted" : "changed";
    }

    /**
     * How this change ended: a detector that still asks for it has seen nothing change. What one said before the change
     * tells nothing of it.
     */
    private Outcome ended() {
        String done = done() + ": " + local.reason();
        if (ports.host().detectors().isEmpty() || !detectorsHaveAnswered) {
            return Outcome.done(done);
        }
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        List<Trigger> still = Detecting.stillAsking(facts, local, local.change());
        return still.isEmpty()
                ? Outcome.done(done)
                : new Outcome(
                        ExitCode.TASK_FAILED,
                        done + "; and " + still.getFirst().name() + " still says that a "
                                + local.change().noun() + " is needed: "
                                + still.getFirst().text());
    }

    /** Whether nothing is held any more, though the run did not end well. */
    boolean isOver() {
        return over;
    }

    /** Triggers cleared, slot given back, logbook written: in one transaction. */
    Optional<Outcome> giveBack() {
        Outcome outcome = ended();
        LocalClaim goingOn = local;
        local = local.with(local.entry()
                .ended(outcome.code().number(), outcome.text(), ports.clock().now()));
        GivingBack givingBack = new GivingBack(ports, self, local, outcome);
        Optional<Outcome> end = ended(givingBack, "giving the slot back");
        if (end.isEmpty()) {
            local = givingBack.local();
            endSession();
            ports.host().deleteClaim();
            LOG.info("{} {}, {}", done(), isHot() ? "in service" : "and back in service", givingBack.slot());
            ports.listener().happened(new Event.Completed(local.entry()));
            over = true;
            return outcome.code() == ExitCode.DONE ? Optional.empty() : Optional.of(outcome);
        } else {
            local = goingOn;
        }
        return end;
    }

    /** A Consul agent that went down with its node has ended it already; a server's has not. */
    private void endSession() {
        try {
            // Consul writes to Raft for ending a session that it does not know, and not for renewing one.
            if (!local.session().isEmpty() && ports.consul().renewSession(local.session())) {
                ports.consul().destroySession(local.session());
            }
        } catch (ConsulException e) {
            LOG.info("the session of the claim is left to its TTL: {}", e.reason());
        }
    }

    /** The run ends and the slot stays taken: the fleet can read why, and the logbook tells how far it is. */
    void tell(Outcome end) {
        local = local.setBack(end, ports.clock().now());
        new Journal(ports, self).tell(end, State.RETURNING, local.entry());
        local.save(ports.host());
    }

    /** Health and the tasks told that it is a rehearsal; nothing is changed and nothing waited for. */
    Optional<Outcome> rehearse() {
        Verdict verdict = ReturnHealth.now(ports, self, policy, local);
        if (verdict.holds()) {
            return Optional.of(new Outcome(verdict.code(), "dry run: back, and unhealthy: " + verdict.text()));
        }
        if (local.step() == LocalClaim.Step.SERVED) {
            return missing(ReturnHealth.traffic(ports, self));
        }
        Stages stages = Stages.rehearsed(ports, self, local.change(), local.id(), local.reason(), policy.taskTimeout());
        Optional<Outcome> end = stages.run(Stage.POST_BOOT, guard, run -> {}, why -> {});
        if (guard.broken().isPresent() || end.isPresent()) {
            return guard.broken().isPresent() ? guard.broken() : end;
        }
        return missing(ReturnHealth.afterTasks(ports, self, policy, local))
                .or(() -> missing(ReturnHealth.traffic(ports, self)));
    }

    private static Optional<Outcome> missing(Verdict verdict) {
        return verdict.holds()
                ? Optional.of(new Outcome(verdict.code(), "dry run: back, and not all of it: " + verdict.text()))
                : Optional.empty();
    }

    private void ran(Entry.TaskRun task) {
        local = local.with(local.entry().task(task));
        local.saveIfPossible(ports.host());
    }

    private void took(String phase, Duration since) {
        local = local.with(local.entry().phase(phase, ports.clock().elapsed().minus(since)));
        local.save(ports.host());
    }

    /** No claim of ours there any more: nothing to mark, and giving back never declines. */
    private Optional<Outcome> ended(SlotWriter.Edit edit, String what) {
        return new SlotWriter(ports, self, local.group())
                .make(edit, Duration.ofSeconds(30))
                .end(what, ExitCode.CONSUL, Optional.empty());
    }
}
