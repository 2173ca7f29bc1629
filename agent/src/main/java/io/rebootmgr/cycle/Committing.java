package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.Occupied;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * COMMIT: the claim turns to rebooting, or to changing where tasks run on the drained node first, if it is still in its
 * place, its lock is held and no stop flag is set; and the node says so itself where nobody else can. When that has
 * been changed and is to reboot, or a reboot is tried again, the claim is committed already, and neither its place nor
 * its lock counts.
 */
final class Committing implements SlotWriter.Edit {
    private final Ports ports;
    private final Self self;
    private final LocalClaim local;
    private final LocalClaim.Commit commit;
    private final Optional<First> first;
    private final List<String> services;
    private final ClaimState to;
    private final Instant since;

    /**
     * What only a first commit has.
     *
     * @param made the claim as its node made it. Of what stands in the list under its id only the place counts, for
     *     everybody in the group can write there, and the node's own word is what follows from this
     * @param judgedBy the policy that the last gates were judged by, which must still stand
     * @param limits what of its limits the run has to keep
     */
    record First(Claim made, Policy judgedBy, Limits limits) {

        private Occupied ahead(Slots slots) {
            return Occupied.by(slots.ahead(made.node(), made.id()), limits);
        }

        /** Whether nobody goes before it who takes its slot, or its place in its failure domain. */
        boolean isInPlace(Slots slots) {
            return ahead(slots).fits(made.domain().key(made.node()));
        }

        /** Why it goes no further, once another policy holds. */
        Optional<Outcome> overtaken(Slots slots) {
            if (isInPlace(slots)) {
                return Optional.empty();
            }
            String held = ahead(slots).hasSlot()
                    ? "held by domain: the limits of failure domains were lowered just now"
                    : "held by slot: the limit was lowered to " + limits.slots() + " just now";
            return Optional.of(new Outcome(ExitCode.NO_SLOT, held));
        }
    }

    /**
     * A commit of this moment.
     *
     * @param first empty where the claim is committed already
     * @param services that the node has now
     * @param to what the claim turns to
     */
    Committing(
            Ports ports,
            Self self,
            LocalClaim local,
            LocalClaim.Commit commit,
            Optional<First> first,
            List<String> services,
            ClaimState to) {
        this.ports = ports;
        this.self = self;
        this.local = local;
        this.commit = commit;
        this.first = first;
        this.services = List.copyOf(services);
        this.to = to;
        this.since = ports.clock().now();
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        Slots counting = slots.counting(now.view(), self.keys(), local.group());
        // A claim that was committed stays so, even where somebody turned it back in the list.
        Optional<Claim> own = (first.isPresent() ? counting : slots).of(self.node(), local.id());
        if (own.isEmpty()
                || !mayFollow()
                || !now.lease().isFree()
                || (first.isPresent() && own.get().isCommitted())
                || !(now.policy() instanceof PolicyState.Known known)
                || first.filter(f -> !f.judgedBy().equals(known.policy())).isPresent()) {
            return Optional.empty();
        }
        boolean inPlace = first.isEmpty() || first.get().isInPlace(counting);
        return inPlace ? Optional.of(slots.replacing(committed(own.get()))) : Optional.empty();
    }

    /** Whatever the list says: a change that was made, given up, or is made in service, is followed by no reboot. */
    private boolean mayFollow() {
        boolean before = switch (local.step()) {
            case COMMITTING, CHANGING, CHANGED, REBOOTING -> true;
            case CLAIMING, PREPARING, RETURNING, SERVED, GIVING_UP -> false;
        };
        return before
                && local.change() != ChangeKind.HOT
                && (local.change() != ChangeKind.DRAIN || to == ClaimState.CHANGING);
    }

    private Claim committed(Claim own) {
        Claim claim = first.map(First::made).orElse(own);
        Claim turned = to == ClaimState.CHANGING ? claim.changing(since) : claim.rebooting(since, local.bootId());
        return turned.having(services, local.awaited());
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        List<Operation> operations = new ArrayList<>();
        operations.addAll(now.policyStands());
        operations.add(now.noLease());
        operations.add(new Operation.Put(self.keys().out(local.group(), self.node()), out(now).bytes()));
        if (first.isPresent()) {
            String lock = self.keys().preparing(self.group(), self.node());
            operations.add(new Operation.RequireSession(lock, local.session()));
            operations.add(new Operation.Delete(lock));
        }
        Journal journal = new Journal(ports, self);
        operations.addAll(journal.at(now, to == ClaimState.CHANGING ? State.CHANGING : State.REBOOTING));
        journal.log(now, local.entry()).ifPresent(operations::add);
        return operations;
    }

    private Out out(ConfirmedFacts now) {
        try {
            Claim own = now.slots(local.group()).of(self.node(), local.id()).orElseThrow();
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
        return slots.of(self.node(), local.id())
                .filter(claim -> claim.state() == to && claim.since().equals(since))
                .isPresent();
    }
}
