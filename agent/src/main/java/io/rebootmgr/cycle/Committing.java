package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * COMMIT: the claim turns to rebooting, if it is still in its place, its lock is held and no stop flag is set; and the
 * node says so itself where nobody else can. When a reboot is tried again the claim is committed already, and neither
 * its place nor its lock counts.
 */
final class Committing implements SlotWriter.Edit {
    private final Ports ports;
    private final Self self;
    private final LocalClaim local;
    private final LocalClaim.Commit commit;
    private final Optional<Policy> judgedBy;
    private final List<String> services;
    private final boolean again;
    private final Instant since;

    /**
     * A commit of this moment.
     *
     * @param judgedBy the policy that the last gates were judged by, which must still stand; empty when a reboot is
     *     tried again
     * @param services that the node has now
     */
    Committing(
            Ports ports,
            Self self,
            LocalClaim local,
            LocalClaim.Commit commit,
            Optional<Policy> judgedBy,
            List<String> services) {
        this.ports = ports;
        this.self = self;
        this.local = local;
        this.commit = commit;
        this.judgedBy = judgedBy;
        this.services = List.copyOf(services);
        this.again = judgedBy.isEmpty();
        this.since = ports.clock().now();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        Slots counting = slots.counting(now.view(), self.keys(), local.group());
        Optional<Claim> own = counting.byId(local.id());
        if (own.isEmpty()
                || again == (own.get().state() == ClaimState.PREPARING)
                || !(now.policy() instanceof PolicyState.Known known)
                || !(again || judgedBy.equals(Optional.of(known.policy())))) {
            return Optional.empty();
        }
        boolean inPlace =
                again || counting.ahead(local.id()).size() < known.policy().limit();
        return inPlace ? Optional.of(slots.replacing(committed(own.get()))) : Optional.empty();
    }

    private Claim committed(Claim own) {
        return own.in(ClaimState.REBOOTING, since).having(services, local.awaited());
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        List<Operation> operations = new ArrayList<>();
        operations.addAll(now.policyStands());
        operations.add(new Operation.Put(self.keys().out(local.group(), self.node()), out(now).bytes()));
        if (!again) {
            String lock = self.keys().preparing(self.group(), self.node());
            operations.add(new Operation.RequireSession(lock, local.session()));
            operations.add(new Operation.Delete(lock));
        }
        Journal journal = new Journal(ports, self);
        operations.addAll(journal.at(now, State.REBOOTING));
        journal.log(now, local.entry()).ifPresent(operations::add);
        return operations;
    }

    private Out out(ConfirmedFacts now) {
        try {
            Claim own = now.slots(local.group()).byId(local.id()).orElseThrow();
            return new Out(committed(own), commit.uptime(), commit.userspace());
        } catch (MalformedJson e) {
            throw new IllegalStateException("slots that could be read a moment ago", e);
        }
    }

    @Override
    public boolean heedsStop() {
        return true;
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        return slots.byId(local.id())
                .filter(claim ->
                        claim.state() == ClaimState.REBOOTING && claim.since().equals(since))
                .isPresent();
    }
}
