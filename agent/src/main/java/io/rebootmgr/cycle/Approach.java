package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.cycle.SlotWriter.Change;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.task.Stage;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The steps up to the claim. Nothing is held yet, so a run that ends here has nothing to undo. */
final class Approach {
    private static final Logger LOG = LoggerFactory.getLogger(Approach.class);
    private static final Duration SLOT_POLL = Duration.ofSeconds(2);

    private final Ports ports;
    private final Self self;
    private final Request request;
    private final Duration deadline;
    private @Nullable Judgement judgement;
    private @Nullable Preparation preparation;

    Approach(Ports ports, Self self, Request request) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.deadline = ports.clock().elapsed().plus(request.patience());
    }

    /** Every stage can be run: better known now than when the node is drained, or back without its tasks. */
    Optional<Outcome> tasksCanRun() {
        return Stages.obstacle(ports.tasks());
    }

    /** Nothing is against it; waits for a slot as long as the request says, and for nothing else. */
    Optional<Outcome> gatesAreOpen() {
        while (true) {
            judgement = Judgement.now(ports, self, request, Optional.empty());
            boolean mayWait = judgement.heldBySlot() && !request.dryRun();
            if (!mayWait || ports.clock().elapsed().compareTo(deadline) >= 0) {
                return judgement.end();
            }
            ports.clock().sleep(SLOT_POLL);
        }
    }

    /** Takes a slot; {@link #preparation} has it then. */
    Optional<Outcome> claimSlot() {
        while (true) {
            Optional<Outcome> end = tryToClaim();
            boolean wait = end.isPresent()
                    && end.get().code() == ExitCode.NO_SLOT
                    && ports.clock().elapsed().compareTo(deadline) < 0;
            if (!wait) {
                return end;
            }
            Optional<Outcome> closed = gatesAreOpen();
            if (closed.isPresent()) {
                return closed;
            }
        }
    }

    /** The tasks told that it is a rehearsal, and the gates once more; nothing is claimed. */
    Optional<Outcome> rehearse() {
        Lease stopFlags = Lease.ofStopFlags(ports, self);
        Judgement seen = judged();
        Stages stages = new Stages(
                ports.tasks(),
                self,
                "",
                reason(seen.triggers()),
                true,
                seen.policy().taskTimeout());
        Optional<Outcome> end = stages.run(Stage.PRE_BOOT, stopFlags, run -> {}, why -> {});
        return stopFlags.broken().isPresent() ? stopFlags.broken() : end.or(this::gatesAreOpen);
    }

    private Judgement judged() {
        if (judgement == null) {
            throw new IllegalStateException("gates were not judged");
        }
        return judgement;
    }

    /** The next part of the way, once a slot is ours. */
    Preparation preparation() {
        if (preparation == null) {
            throw new IllegalStateException("no slot claimed");
        }
        return preparation;
    }

    private Optional<Outcome> tryToClaim() {
        Judgement seen = judged();
        String id = ports.ids().get();
        MDC.put("claim", id);
        String reason = reason(seen.triggers());
        String bootId = ports.host().bootId();
        LocalClaim local = new LocalClaim(
                id,
                self.group(),
                LocalClaim.Step.CLAIMING,
                bootId,
                "",
                reason,
                false,
                seen.triggers(),
                Duration.ZERO,
                false,
                entry(id, reason, seen.triggers()));
        local.save(ports.host());
        Duration ttl = seen.policy().sessionTtl();
        String session = ports.consul().createSession("rebootmgr " + self.node(), ttl);
        local = local.inSession(session);
        local.save(ports.host());
        Lease lease = Lease.ofSession(ports, self, session, ttl);
        Claim claim = new Claim(
                id,
                self.node(),
                ClaimState.PREPARING,
                bootId,
                session,
                ports.clock().now(),
                reason);
        Change change;
        try {
            change = new SlotWriter(ports, self, self.group()).make(new Claiming(claim), lease.patience());
        } catch (Terminated e) {
            new Undo(ports, self).undo(local, new Outcome(ExitCode.TERMINATED, "ended by SIGTERM"));
            throw e;
        }
        if (change instanceof Change.Done) {
            LOG.info("claimed a slot of group {}: {}", self.group(), reason);
            local = local.at(LocalClaim.Step.PREPARING);
            local.save(ports.host());
            preparation = new Preparation(ports, self, request, local, lease);
            return Optional.empty();
        }
        Outcome outcome = outcome(change);
        new Undo(ports, self).undo(local, outcome);
        return Optional.of(outcome);
    }

    private static Outcome outcome(Change change) {
        return switch (change) {
            case Change.Done done -> Outcome.done("claimed");
            case Change.Declined declined -> new Outcome(ExitCode.NO_SLOT, "held by slot: another node was faster");
            case Change.Refused refused ->
                refused.now()
                        .stop()
                        .map(stop -> new Outcome(ExitCode.STOPPED, stop.text()))
                        .orElseGet(() -> new Outcome(
                                ExitCode.CONSUL, "Consul refused the claim: " + String.join("; ", refused.reasons())));
            case Change.Unreadable unreadable -> new Outcome(ExitCode.INVALID, unreadable.text());
            case Change.Uncertain uncertain ->
                new Outcome(ExitCode.CONSUL, "the claim is uncertain: " + uncertain.cause());
        };
    }

    private String reason(List<Trigger> triggers) {
        if (request.reason().isPresent()) {
            return request.reason().get();
        }
        return triggers.isEmpty() ? "requested by an operator" : triggers.get(0).text();
    }

    private Entry entry(String id, String reason, List<Trigger> triggers) {
        List<String> by = new ArrayList<>();
        if (request.operator()) {
            by.add("operator");
        }
        triggers.forEach(trigger -> by.add(trigger.name()));
        return new Entry(
                id,
                self.node(),
                self.group(),
                reason,
                by,
                request.ignore().stream().sorted().toList(),
                ports.clock().now(),
                ports.host().kernel(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** CLAIM: the lock taken, no stop flag, and fewer claims than the limit, all in one transaction. */
    private final class Claiming implements SlotWriter.Edit {
        private final Claim claim;

        Claiming(Claim claim) {
            this.claim = claim;
        }

        @Override
        public Optional<Slots> next(Facts now, Slots slots) {
            Slots counting = slots.counting(now.view(), self.keys(), self.group());
            boolean free = now.policy() instanceof PolicyState.Known known
                    && counting.claims().size() < known.policy().limit()
                    && counting.ofNode(self.node()).isEmpty();
            return free ? Optional.of(counting.with(claim)) : Optional.empty();
        }

        @Override
        public List<Operation> alongside(Facts now) {
            String lock = self.keys().preparing(self.group(), self.node());
            List<Operation> operations = new ArrayList<>();
            Facts.stopKeys(self).forEach(key -> operations.add(new Operation.RequireAbsent(key)));
            operations.add(new Operation.Lock(lock, claim.id().getBytes(StandardCharsets.US_ASCII), claim.session()));
            operations.add(new Operation.RequireSession(lock, claim.session()));
            new Journal(ports, self).at(now, State.PREPARING).ifPresent(operations::add);
            return operations;
        }

        @Override
        public boolean stands(Facts now, Slots slots) {
            return slots.byId(claim.id()).isPresent();
        }
    }
}
