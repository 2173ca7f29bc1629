package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.Waived;
import io.rebootmgr.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claim goes, with everything that was asked for before the commit and not asked for again. */
final class GivingBack implements SlotWriter.Edit {
    private static final Logger LOG = LoggerFactory.getLogger(GivingBack.class);

    private final Ports ports;
    private final Self self;
    private final Outcome outcome;
    private LocalClaim local;
    /** What became of it: whoever released the claim gave it back. */
    private String slot = "its slot was released before";

    GivingBack(Ports ports, Self self, LocalClaim local, Outcome outcome) {
        this.ports = ports;
        this.self = self;
        this.local = local;
        this.outcome = outcome;
    }

    /** The claim, with what was waived of its services in the logbook. */
    LocalClaim local() {
        return local;
    }

    /** What became of the slot, for the log. */
    String slot() {
        return slot;
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        Slots left = slots.without(self.node(), local.id());
        if (slots.of(self.node(), local.id()).isEmpty()) {
            return Optional.of(left);
        }
        slot = "slot given back";
        return Optional.of(Cooldown.begin(ports, now, left));
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        List<Operation> operations = new ArrayList<>(now.withoutOut(local.group(), self.node(), local.id()));
        // COMMIT has given up the lock; of a change in service there is none.
        String lock = self.keys().preparing(local.group(), self.node());
        now.view()
                .get(lock)
                .filter(entry -> entry.session().equals(Optional.of(local.session())))
                .ifPresent(entry -> operations.add(new Operation.DeleteIf(lock, entry.modifyIndex())));
        List<Trigger> obeyed = new ArrayList<>();
        for (Trigger trigger : now.triggers()) {
            if (!isObeyed(trigger)) {
                continue;
            }
            switch (trigger.kind()) {
                case KEY -> operations.add(new Operation.DeleteIf(trigger.name(), Long.parseLong(trigger.mark())));
                case FILE -> obeyed.add(trigger);
                case DETECTOR -> {
                    // It is asked anew after the boot: what it says then counts, see below.
                }
                case ROLLOUT -> {
                    // Its own key says that the node is done.
                }
            }
        }
        obeyed.addAll(Detecting.stillAsking(now, local, local.change()));
        if (!obeyed.isEmpty() && obeyed.get(0).kind() == Trigger.Kind.FILE) {
            LOG.warn(
                    "parked: {} is still there unchanged; remove the file",
                    obeyed.get(0).name());
        }
        local = local.with(local.entry()
                .waiving(ReturnHealth.waived(now.view(), self, local).services().stream()
                        .map(Waived.Service::text)
                        .toList())
                .asksForMore(Detecting.askingForMore(now, local.change())));
        operations.add(new Operation.Delete(self.keys().waived(self.node())));
        operations.addAll(OwnResult.done(ports, now, local, outcome));
        Journal journal = new Journal(ports, self);
        operations.addAll(journal.rebooted(
                now, outcome, obeyed, local.rollout().filter(in -> OwnResult.hasBrought(ports, now, local))));
        journal.log(now, local.entry()).ifPresent(operations::add);
        return operations;
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        // An operator may release the claim at the same moment: the triggers have to go all the same.
        return slots.of(self.node(), local.id()).isEmpty()
                && now.triggers().stream().noneMatch(t -> t.kind() == Trigger.Kind.KEY && isObeyed(t));
    }

    @Override
    public boolean heedsStop() {
        // Who was in service all the while is not taken back into it.
        return local.change() != ChangeKind.HOT;
    }

    /** It was there at the commit, and nobody has asked again. */
    private boolean isObeyed(Trigger trigger) {
        return local.triggers().stream().anyMatch(trigger::same);
    }
}
