package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.host.HostException;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The change of a drained node: from its commit until all of its tasks have succeeded, however many runs and boots that
 * takes. Half a change is worse than none, so nothing is undone any more, and the slot stays taken: a bad update stops
 * its group.
 */
final class Changing {
    private static final Logger LOG = LoggerFactory.getLogger(Changing.class);

    private final Ports ports;
    private final Self self;
    private final RunRequest request;
    private final Policy policy;
    private final SessionGuard guard;
    private LocalClaim local;

    Changing(Ports ports, Self self, RunRequest request, Policy policy, LocalClaim local) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.policy = policy;
        this.local = local;
        this.guard = SessionGuard.ofStopFlags(ports, self);
        MDC.put("claim", local.id());
    }

    LocalClaim local() {
        return local;
    }

    /** All of it, in order; what ends it is told to the fleet, and the next run goes on. */
    Optional<Outcome> make() {
        Optional<Outcome> end;
        try {
            end = isEnabled()
                    .or(() -> isMade(ports, local)
                            ? Optional.empty()
                            : RunStep.through(
                                    this::tasksCanRun,
                                    this::beginMaintenance,
                                    this::begin,
                                    this::drainAgain,
                                    this::runTasks));
        } catch (HostException e) {
            // A broken disk is a reason that the fleet should read, too.
            tell(new Outcome(ExitCode.INVALID, String.valueOf(e.getMessage())));
            throw e;
        }
        end.ifPresent(this::tell);
        return end;
    }

    /** A task that hangs has its node disabled, and its change then waits for somebody to look as well. */
    private Optional<Outcome> isEnabled() {
        return disabled(ports, ConfirmedFacts.read(ports.consul(), ports.host(), self), policy, request, local);
    }

    /** The same for whoever tells what a run would do. */
    static Optional<Outcome> disabled(Ports ports, Facts facts, Policy policy, RunRequest request, LocalClaim local) {
        GateInput input = new GateInput(
                facts,
                policy,
                local.change(),
                Optional.of(local.id()),
                request.operator(),
                ClaimProgress.COMMITTED,
                LeadTime.NONE,
                ports.consul(),
                ports.clock().now(),
                ports.host(),
                Programs.UNASKED);
        GateResult enabled = Gates.byName("enabled", input, request.ignore());
        return enabled.holds() ? Optional.of(Outcome.held(enabled)) : Optional.empty();
    }

    private Optional<Outcome> tasksCanRun() {
        return obstacle(ports, local);
    }

    /** What keeps its tasks from being run, and those that drain it again where they have to. */
    static Optional<Outcome> obstacle(Ports ports, LocalClaim local) {
        Optional<Outcome> drained = Stages.obstacle(ports.tasks(), Stage.DRAINED);
        return drained.isEmpty() && isAfterAnotherBoot(ports, local)
                ? Stages.obstacle(ports.tasks(), Stage.PRE_BOOT)
                : drained;
    }

    private Optional<Outcome> beginMaintenance() {
        try {
            Maintenance.begin(ports.consul(), local.id(), local.reason());
        } catch (ConsulException e) {
            // The slot is ours and the node is drained: going on is safe, staying is not better.
            LOG.warn("changing this node without maintenance mode: {}", e.reason());
        }
        return Optional.empty();
    }

    private Optional<Outcome> begin() {
        ports.doing("changing this node under claim " + local.id());
        ports.listener().happened(new Event.Changing(local.id(), local.reason()));
        if (local.step() != LocalClaim.Step.CHANGING) {
            local = local.at(LocalClaim.Step.CHANGING);
        }
        local.save(ports.host());
        return Optional.empty();
    }

    /**
     * What a drain does need not outlast the boot: a service that was stopped is started by it. And a node that lost
     * its state directory may have been undoing its drain when it went down.
     */
    private Optional<Outcome> drainAgain() {
        if (!isAfterAnotherBoot(ports, local)) {
            return Optional.empty();
        }
        LOG.info(
                "draining this node again: nobody knows whether its drain outlasted the boot, or the loss of its file");
        Optional<Outcome> end = run(Stage.PRE_BOOT, "pre_boot_tasks");
        if (end.isEmpty()) {
            local = local.drainedIn(ports.host());
        }
        local.save(ports.host());
        return end;
    }

    /** From the first, unless all of them have succeeded in this very boot. */
    private Optional<Outcome> runTasks() {
        Optional<Outcome> end = run(Stage.DRAINED, "drained_tasks");
        if (end.isEmpty()) {
            // What is to be left, if anything is, is the boot in which they have succeeded.
            local = local.changedIn(ports.host().bootId()).committed(LocalClaim.Commit.now(ports.host()));
        }
        local.save(ports.host());
        return end;
    }

    private Optional<Outcome> run(Stage stage, String phase) {
        Duration begun = ports.clock().elapsed();
        Optional<Outcome> end = Stages.of(ports, self, local, policy)
                .run(stage, guard, this::ran, why -> NodeSwitch.disable(ports, self, why));
        local = local.with(local.entry().phase(phase, ports.clock().elapsed().minus(begun)));
        return guard.broken().or(() -> end);
    }

    /** Whether nothing of it is left to do. */
    static boolean isMade(Ports ports, LocalClaim local) {
        return local.step() == LocalClaim.Step.CHANGED && !isAfterAnotherBoot(ports, local);
    }

    /** Whether the boot in which this node was drained for its change is over. */
    static boolean isAfterAnotherBoot(Ports ports, LocalClaim local) {
        return CurrentBoot.now(ports.host(), Optional.of(local.boot())).isAfter(local.boot());
    }

    private void ran(Entry.TaskRun task) {
        local = local.with(local.entry().task(task));
        local.saveIfPossible(ports.host());
    }

    /** The run ends and the change goes on with the next one: the fleet can read why. */
    void tell(Outcome end) {
        if (end.code() == ExitCode.STOPPED) {
            return;
        }
        local = local.setBack(end, ports.clock().now());
        new Journal(ports, self).tell(end, State.CHANGING, local.entry());
        local.saveIfPossible(ports.host());
    }
}
