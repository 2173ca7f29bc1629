package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The claim of a drain that is about to be undone counts as committed until it is: nobody renews its session any more,
 * and the tasks that undo it may take longer than that lives.
 */
final class MarkingDrained implements SlotWriter.Edit {
    private final Ports ports;
    private final Self self;
    private final LocalClaim local;

    MarkingDrained(Ports ports, Self self, LocalClaim local) {
        this.ports = ports;
        this.self = self;
        this.local = local;
    }

    /** Whether the claim hangs on its session yet. */
    static boolean isOpen(Facts facts, LocalClaim local) {
        try {
            return facts.slots(local.group())
                    .of(facts.self().node(), local.id())
                    .filter(claim -> !claim.isCommitted())
                    .isPresent();
        } catch (MalformedJson e) {
            return false;
        }
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        return drained(now, slots).filter(claim -> !stands(now, slots)).map(slots::replacing);
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        List<Operation> operations = new ArrayList<>(word(now));
        operations.addAll(new Journal(ports, self).drained(now, Optional.of(local.id())));
        return operations;
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        return slots.of(self.node(), local.id()).filter(Claim::isCommitted).isPresent();
    }

    /**
     * The claim as it stays in the list; empty where no drain of it stands, where it is not in the list any more, or
     * where somebody has leased the node, as is possible once the claim's lock is gone: the node's status alone tells
     * of the drain then.
     */
    Optional<Claim> drained(ConfirmedFacts now, Slots slots) {
        return slots.of(self.node(), local.id())
                .filter(claim -> local.draining() && now.lease().isFree())
                .map(claim -> claim.state() == ClaimState.DRAINED
                        ? claim
                        : claim.drained(ports.clock().now()));
    }

    /** What the node says itself of its claim, in place of its lock: nothing, or that it is drained. */
    List<Operation> word(ConfirmedFacts now) {
        List<Operation> operations = new ArrayList<>();
        String lock = self.keys().preparing(local.group(), self.node());
        now.view().get(lock).ifPresent(e -> operations.add(new Operation.DeleteIf(lock, e.modifyIndex())));
        Optional<Claim> drained = drained(now);
        if (drained.isEmpty()) {
            operations.addAll(now.withoutOut(local.group(), self.node(), local.id()));
        } else {
            operations.add(now.noLease());
            Out out =
                    new Out(drained.get(), ports.host().uptime(), local.commit().userspace());
            operations.add(new Operation.Put(self.keys().out(local.group(), self.node()), out.bytes()));
        }
        return operations;
    }

    private Optional<Claim> drained(ConfirmedFacts now) {
        try {
            return drained(now, now.slots(local.group()));
        } catch (MalformedJson e) {
            throw new IllegalStateException("slots that could be read a moment ago", e);
        }
    }
}
