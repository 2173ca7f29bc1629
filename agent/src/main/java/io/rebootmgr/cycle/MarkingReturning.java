package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The claim turns to returning: the node is up again, and its services may not be. */
final class MarkingReturning implements SlotWriter.Edit {
    private final Ports ports;
    private final Self self;
    private final LocalClaim local;
    private final Instant since;

    MarkingReturning(Ports ports, Self self, LocalClaim local) {
        this.ports = ports;
        this.self = self;
        this.local = local;
        this.since = ports.clock().now();
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        Optional<Claim> own = slots.of(self.node(), local.id());
        return own.filter(claim -> claim.state() != ClaimState.RETURNING)
                .map(claim -> slots.replacing(claim.returning(since)));
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        Journal journal = new Journal(ports, self);
        List<Operation> operations = new ArrayList<>(journal.at(now, State.RETURNING));
        journal.log(now, local.entry()).ifPresent(operations::add);
        Out.in(now.view(), self.keys(), local.group(), self.node())
                .filter(out -> out.claim().id().equals(local.id()))
                .map(out -> out.returning(since))
                .ifPresent(out ->
                        operations.add(new Operation.Put(self.keys().out(local.group(), self.node()), out.bytes())));
        return operations;
    }

    @Override
    public boolean heedsStop() {
        return true;
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        return slots.of(self.node(), local.id())
                .filter(claim -> claim.state() == ClaimState.RETURNING)
                .isPresent();
    }
}
