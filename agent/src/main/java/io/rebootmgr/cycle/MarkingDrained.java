package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.cycle.SlotWriter.EditEnd;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of a drain that is about to be undone counts as committed until it is: nobody renews its session any more,
 * and the tasks that undo it may take longer than that lives. Where it went with its session before, and its place to
 * another node, it is put back, whatever the limit. {@link KeepingSlot} does so before abort tasks, {@link GivingUp}
 * where they do not run now.
 */
final class MarkingDrained implements SlotWriter.Edit {
    private static final Logger LOG = LoggerFactory.getLogger(MarkingDrained.class);
    private static final Duration LEFT_PATIENCE = Duration.ofSeconds(5);

    private final Ports ports;
    private final Self self;
    private final LocalClaim local;

    MarkingDrained(Ports ports, Self self, LocalClaim local) {
        this.ports = ports;
        this.self = self;
        this.local = local;
    }

    /** What is to be undone of a drain whose claim hangs on its session yet, and goes with that. */
    static Optional<NextAction.Undoing> open(Ports ports, Facts facts, Optional<LocalClaim> file) {
        return NextAction.beyondStop(ports, facts, file) instanceof NextAction.Undoing undoing
                        && undoing.left().draining()
                        && isOpen(facts, undoing.left())
                ? Optional.of(undoing)
                : Optional.empty();
    }

    private static boolean isOpen(Facts facts, LocalClaim local) {
        try {
            Optional<Claim> listed = facts.slots(local.group()).of(facts.self().node(), local.id());
            return !isSaid(facts, local) && (listed.isPresent() || !isReleased(facts, local));
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * Whether the node says itself that this claim is committed: what the list says of that anybody may have written.
     */
    private static boolean isSaid(Facts facts, LocalClaim local) {
        Self self = facts.self();
        return Out.in(facts.view(), self.keys(), local.group(), self.node())
                .filter(out -> out.claim().id().equals(local.id()))
                .isPresent();
    }

    /**
     * Marks it, tried for at most {@code patience}.
     *
     * @return why that is not certain; empty where it stands, and where there is no claim of it to mark
     */
    static Optional<Outcome> mark(Ports ports, Self self, LocalClaim local, Duration patience) {
        Self making = self.in(local.group()).making(local.change());
        EditEnd end =
                new SlotWriter(ports, making, local.group()).make(new MarkingDrained(ports, making, local), patience);
        return end.end("keeping the slot of the drained node", ExitCode.CONSUL, Optional.empty());
    }

    /**
     * The same of what a run that was killed left, by one that may not undo it yet. What Consul does not take is left
     * to the next run.
     */
    static void markLeft(Ports ports, Self self) {
        try {
            ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
            open(ports, facts, LocalClaim.load(ports.host()))
                    .flatMap(undoing -> mark(ports, self, undoing.left(), LEFT_PATIENCE))
                    .ifPresent(why -> LOG.warn("{}; the next run tries again", why.text()));
        } catch (ConsulException e) {
            LOG.warn("keeping the slot of the drained node is uncertain: {}; the next run tries again", e.reason());
        }
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        return drained(now, slots).filter(claim -> !stands(now, slots)).map(claim -> in(slots, claim));
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        List<Operation> operations = new ArrayList<>(word(now));
        operations.addAll(new Journal(ports, self).drained(now, Optional.of(local.id())));
        return operations;
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        return isSaid(now, local)
                && slots.of(self.node(), local.id()).filter(Claim::isCommitted).isPresent();
    }

    /** The slots with it. */
    Slots in(Slots slots, Claim claim) {
        return slots.of(claim.node(), claim.id()).isPresent() ? slots.replacing(claim) : slots.with(claim);
    }

    /**
     * The claim as it stays in the list; empty where no drain of it stands, where an operator has released it, or where
     * somebody has leased the node, as is possible once the claim's lock is gone: the node's status alone tells of the
     * drain then.
     */
    Optional<Claim> drained(ConfirmedFacts now, Slots slots) {
        if (!local.draining() || !now.lease().isFree()) {
            return Optional.empty();
        }
        Optional<Claim> listed = slots.of(self.node(), local.id());
        return listed.isEmpty() && isReleased(now, local)
                ? Optional.empty()
                : Optional.of(listed.filter(claim -> claim.state() == ClaimState.DRAINED && isSaid(now, local))
                        .orElseGet(() -> listed.orElseGet(this::lost)
                                .of(self.domain())
                                .drained(ports.clock().now())));
    }

    /**
     * Somebody has taken its place, once its session was gone. The node is out of service all the same: there may be
     * one too many now, and nobody else goes before it is back.
     */
    private Claim lost() {
        return new Claim(
                        local.id(),
                        self.node(),
                        ClaimState.PREPARING,
                        local.bootId(),
                        local.session(),
                        ports.clock().now(),
                        local.reason(),
                        List.of())
                .having(List.copyOf(local.awaited().services().keySet()), local.awaited())
                .of(local.change());
    }

    private static boolean isReleased(Facts facts, LocalClaim local) {
        return Journal.written(facts, local.id()).flatMap(Entry::released).isPresent();
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
