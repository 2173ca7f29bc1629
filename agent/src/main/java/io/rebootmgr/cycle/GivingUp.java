package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The claim of a reboot that will not happen goes, with its lock, and the logbook says why. Where its drain stands the
 * slot stays taken: the node is as good as out of service until a later run has undone that.
 */
final class GivingUp implements SlotWriter.Edit {
    private final Ports ports;
    private final Self self;
    private final LocalClaim local;
    private final Outcome why;
    /** An attempt that never had a slot is not worth a line in the logbook. */
    private final boolean claimed;
    /** What becomes of the claim where its drain stands. */
    private final MarkingDrained marking;

    GivingUp(Ports ports, Self self, LocalClaim local, Outcome why, boolean claimed) {
        this.ports = ports;
        this.self = self;
        this.local = local;
        this.why = why;
        this.claimed = claimed;
        this.marking = new MarkingDrained(ports, self, local);
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        Optional<Claim> drained = marking.drained(now, slots);
        if (drained.isPresent()) {
            return Optional.of(marking.in(slots, drained.get()));
        }
        Slots left = slots.without(self.node(), local.id());
        // Who only prepared was not out, nor whoever undid that at once.
        boolean wasOut = slots.of(self.node(), local.id())
                .filter(claim -> claim.state() == ClaimState.DRAINED
                        ? local.entry().undone().isPresent()
                        : claim.isCommitted())
                .isPresent();
        return Optional.of(wasOut ? Cooldown.begin(ports, now, left) : left);
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        Journal journal = new Journal(ports, self);
        List<Operation> operations = new ArrayList<>(marking.word(now));
        operations.add(new Operation.Delete(self.keys().waived(self.node())));
        Optional<Entry> written = Journal.written(now, local.id());
        // The end of an earlier run, which told it.
        boolean told = written.flatMap(Entry::end).isPresent()
                && written.get().end().equals(local.entry().end());
        if (told) {
            operations.addAll(new PlaceInLine(ports, self).given(now));
            operations.addAll(journal.drained(now, local.standingDrain()));
        } else {
            operations.addAll(status(journal, now));
        }
        // A claim whose answer was lost may have stood there all the same, and its entry with it.
        if (claimed || written.isPresent()) {
            journal.log(now, local.entry()).ifPresent(operations::add);
        }
        return operations;
    }

    private List<Operation> status(Journal journal, ConfirmedFacts now) {
        State state = Journal.failure(why) ? State.FAILED : State.HELD;
        if (!local.commit().commandFailed()) {
            return journal.ended(now, why, why.code() == ExitCode.DONE ? State.IDLE : state, local.standingDrain());
        }
        // It was counted when it did; whether its rollout heard of it is not known.
        List<Operation> operations = new ArrayList<>(journal.failedBefore(now, local.standingDrain()));
        String failed = local.entry().end().map(Entry.End::why).orElse(why.text());
        operations.addAll(OwnResult.failedBefore(ports, now, new Outcome(ExitCode.REBOOT_FAILED, failed)));
        return operations;
    }

    /**
     * That it is not in the list, or drained there, may be somebody else's doing, or an earlier run's: the logbook
     * knows whether its end was written, and it and the status whether the drain is said to stand.
     */
    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        Optional<Entry> written = Journal.written(now, local.id());
        return slots.of(self.node(), local.id()).equals(marking.drained(now, slots))
                && written.filter(entry -> entry.end().isEmpty()
                                || entry.drained() != local.entry().drained())
                        .isEmpty()
                && saysWhetherItIsDrained(now);
    }

    /** Nothing is written to a status that cannot be read. */
    private boolean saysWhetherItIsDrained(ConfirmedFacts now) {
        try {
            Optional<String> drained = now.status().flatMap(NodeStatus::drained);
            return local.draining() == drained.equals(Optional.of(local.id()));
        } catch (MalformedJson e) {
            return true;
        }
    }
}
