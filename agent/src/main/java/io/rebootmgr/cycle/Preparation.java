package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.cycle.SlotWriter.Change;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps from the claim to the reboot command. A run that ends on the way is undone by {@link Undo}. */
final class Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    private static final Duration GATE_POLL = Duration.ofSeconds(5);

    private final Ports ports;
    private final Self self;
    private final Request request;
    private final Optional<Lease> lease;
    private LocalClaim local;
    private Policy policy = Policy.DEFAULTS;
    private List<String> services = List.of();

    Preparation(Ports ports, Self self, Request request, LocalClaim local, Lease lease) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.local = local;
        this.lease = Optional.of(lease);
    }

    /** For a claim that is committed already, when the reboot itself has to be tried again. */
    Preparation(Ports ports, Self self, Request request, LocalClaim local) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.local = local;
        this.lease = Optional.empty();
    }

    LocalClaim local() {
        return local;
    }

    /** Whether the slot is this node's until it has come back. */
    boolean isCommitted() {
        return local.step() == LocalClaim.Step.REBOOTING;
    }

    /** Nothing is against it, by a fresh and confirmed look; and somebody still wants it. */
    Optional<Outcome> gatesAreStillOpen() {
        Optional<Judgement> judgement = lease.isPresent() ? lease.get().persist(this::judge) : Optional.of(judge());
        if (judgement.isEmpty()) {
            return lease.flatMap(Lease::broken);
        }
        policy = judgement.get().policy();
        if (judgement.get().end().isPresent()) {
            return judgement.get().end();
        }
        boolean wanted = request.operator() || !judgement.get().triggers().isEmpty() || lease.isEmpty();
        if (!wanted) {
            return Optional.of(Outcome.done("given up: the trigger has gone"));
        }
        if (lease.isPresent()) {
            local = local.obeying(judgement.get().triggers());
        }
        return Optional.empty();
    }

    private Judgement judge() {
        return Judgement.now(ports, self, request, Optional.of(local.id()));
    }

    /** The operator's drain: from here on giving up means to undo. */
    Optional<Outcome> runPreBootTasks() {
        local = local.drainingIs(true);
        local.save(ports.host());
        Duration begun = ports.clock().elapsed();
        Lease kept = lease.orElseThrow();
        Stages stages = new Stages(ports.tasks(), self, local.id(), local.reason(), false, policy.taskTimeout());
        Optional<Outcome> end = stages.run(
                Stage.PRE_BOOT, kept, run -> local = local.with(local.entry().task(run)), this::disable);
        took("pre_boot_tasks", begun);
        return kept.broken().isPresent() ? kept.broken() : end;
    }

    /** Waits until every health check has run again, and leaves at once when a gate closes. */
    Optional<Outcome> settle() {
        Duration begun = ports.clock().elapsed();
        Lease kept = lease.orElseThrow();
        while (true) {
            Duration left = policy.settle().minus(ports.clock().elapsed().minus(begun));
            if (!left.isPositive()) {
                took("settle", begun);
                return Optional.empty();
            }
            kept.keep(left.compareTo(GATE_POLL) < 0 ? left : GATE_POLL);
            Optional<Outcome> end = kept.broken().isPresent() ? kept.broken() : gatesAreStillOpen();
            if (end.isPresent()) {
                took("settle", begun);
                return end;
            }
        }
    }

    /**
     * The services that this node has now are missed, and waited for, as well: they may have come since it claimed. Those that the drain took
     * away stay.
     */
    Optional<Outcome> noteServices() {
        Optional<Had> now =
                lease.isPresent() ? lease.get().persist(() -> Had.now(ports, self)) : Optional.of(Had.now(ports, self));
        if (now.isEmpty()) {
            return lease.flatMap(Lease::broken);
        }
        services = now.get().services();
        local = local.awaiting(local.awaited().and(now.get().awaited()));
        local.save(ports.host());
        return Optional.empty();
    }

    /** COMMIT: from here on the slot is this node's until it has come back. */
    Optional<Outcome> commit() {
        // A claim that is committed already stays so, whatever becomes of the second try.
        if (lease.isPresent()) {
            local = local.at(LocalClaim.Step.COMMITTING);
            local.save(ports.host());
        }
        Duration patience = lease.map(Lease::patience).orElse(Duration.ofMinutes(1));
        Change change = new SlotWriter(ports, self, local.group()).make(new Committing(), patience);
        return switch (change) {
            case Change.Done done -> {
                local = local.at(LocalClaim.Step.REBOOTING)
                        .rebootingAt(ports.host().uptime());
                local.save(ports.host());
                LOG.info("committed: this node is going to reboot");
                yield Optional.empty();
            }
            case Change.Declined declined ->
                Optional.of(new Outcome(
                        ExitCode.CLAIM_LOST, "the claim is not in its place any more, or the policy has just changed"));
            case Change.Refused refused ->
                Optional.of(refused.now()
                        .stop()
                        .map(stop -> new Outcome(ExitCode.STOPPED, stop.text()))
                        .orElseGet(() -> new Outcome(
                                ExitCode.CLAIM_LOST,
                                "Consul refused the commit: " + String.join("; ", refused.reasons()))));
            case Change.Unreadable unreadable -> Optional.of(new Outcome(ExitCode.INVALID, unreadable.text()));
            case Change.Uncertain uncertain ->
                Optional.of(new Outcome(ExitCode.CLAIM_LOST, "the commit is uncertain: " + uncertain.cause()));
        };
    }

    /** Consul maintenance, and the reboot command. */
    Optional<Outcome> reboot() {
        try {
            Maintenance.begin(ports.consul(), local.id(), local.reason());
        } catch (ConsulException e) {
            // The slot is ours and the node is drained: going on is safe, staying is not better.
            LOG.warn("rebooting without maintenance mode: {}", e.reason());
        }
        LOG.info("reboot: {}", local.reason());
        ports.listener().happened(new Event.Rebooting(local.id(), local.reason()));
        return switch (ports.host().reboot()) {
            case Rebooted.Issued issued -> Optional.empty();
            case Rebooted.Failed failed ->
                Optional.of(new Outcome(ExitCode.REBOOT_FAILED, "the reboot command failed: " + failed.cause()));
        };
    }

    private void took(String phase, Duration begun) {
        local = local.with(local.entry().phase(phase, ports.clock().elapsed().minus(begun)));
        local.save(ports.host());
    }

    private void disable(String why) {
        NodeSwitch.disable(ports, self, why);
    }

    /** The claim turns to rebooting, if it is still in its place, its lock is held and no stop flag is set. */
    private final class Committing implements SlotWriter.Edit {
        private final boolean again = lease.isEmpty();
        private final java.time.Instant since = ports.clock().now();

        @Override
        public Optional<Slots> next(Facts now, Slots slots) {
            Slots counting = slots.counting(now.view(), self.keys(), local.group());
            Optional<Claim> own = counting.byId(local.id());
            if (own.isEmpty()
                    || !(now.policy() instanceof PolicyState.Known known)
                    || !(again || known.policy().equals(policy))) {
                return Optional.empty();
            }
            boolean inPlace =
                    again || counting.ahead(local.id()).size() < known.policy().limit();
            return inPlace
                    ? Optional.of(slots.replacing(
                            own.get().in(ClaimState.REBOOTING, since).having(services, local.awaited())))
                    : Optional.empty();
        }

        @Override
        public List<Operation> alongside(Facts now) {
            List<Operation> operations = new ArrayList<>();
            Facts.stopKeys(self).forEach(key -> operations.add(new Operation.RequireAbsent(key)));
            operations.addAll(now.policyStands());
            if (!again) {
                String lock = self.keys().preparing(self.group(), self.node());
                operations.add(new Operation.RequireSession(lock, local.session()));
                operations.add(new Operation.Delete(lock));
            }
            operations.addAll(new Journal(ports, self).at(now, State.REBOOTING));
            return operations;
        }

        @Override
        public boolean stands(Facts now, Slots slots) {
            return slots.byId(local.id())
                    .filter(claim -> claim.state() == ClaimState.REBOOTING
                            && claim.since().equals(since))
                    .isPresent();
        }
    }
}
