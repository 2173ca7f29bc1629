package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.cycle.SlotWriter.Change;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.Held;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An operator frees the slot of a node that will not come back, in that node's stead. */
public final class Release {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ports ports;
    private final Self self;

    /** @param self where the keys are; the node to be released is any */
    public Release(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
    }

    /**
     * Who releases which claim of which node, and why.
     *
     * @param by an operator, as {@code alice@admin1}
     */
    public record Order(String node, String claim, String by, String reason) {}

    /** What became of it. */
    public sealed interface Result {
        /**
         * The slot is free.
         *
         * @param logged false where the node's logbook cannot be read and was left as it is
         */
        record Released(Held was, boolean logged) implements Result {}

        /** No such claim of this node stands anywhere; nothing was changed. */
        record NotThere(FleetClaims standing) implements Result {}

        /** The slots, or some that might hold the claim, cannot be read; nothing was changed. */
        record Unreadable(String text) implements Result {}

        /** Consul did not say whether it was done. */
        record Uncertain(String cause) implements Result {}
    }

    /** Removes the claim and its lock and writes a line in the node's logbook, all in one transaction. */
    public Result carryOut(Order order) {
        FleetClaims standing = standing();
        Optional<Held> found = standing.ofNode(order.node()).stream()
                .filter(held -> held.claim().id().equals(order.claim()))
                .findFirst();
        if (found.isEmpty()) {
            return standing.unreadable().isEmpty()
                    ? new Result.NotThere(standing)
                    : new Result.Unreadable(String.join("\n", standing.complaints()));
        }
        Self released =
                new Self(order.node(), found.get().group(), self.keys(), self.grace(), self.zone(), self.version());
        Releasing edit = new Releasing(released, order, found.get().claim());
        Change change = new SlotWriter(ports, released, found.get().group()).make(edit, PATIENCE);
        return switch (change) {
            case Change.Done done -> new Result.Released(found.get(), edit.logged);
            case Change.Declined declined -> new Result.NotThere(standing());
            case Change.Unreadable unreadable -> new Result.Unreadable(unreadable.text());
            case Change.Refused refused -> new Result.Uncertain(String.join("; ", refused.reasons()));
            case Change.Uncertain uncertain -> new Result.Uncertain(uncertain.cause());
        };
    }

    private FleetClaims standing() {
        Keys keys = self.keys();
        return FleetClaims.of(ports.consul().read(Consistency.CONSISTENT, List.of(keys.groups())), keys);
    }

    /** The claim goes, whatever its state. */
    private final class Releasing implements SlotWriter.Edit {
        private final Self node;
        private final Order order;
        private final Claim claim;
        private boolean logged;

        Releasing(Self node, Order order, Claim claim) {
            this.node = node;
            this.order = order;
            this.claim = claim;
        }

        @Override
        public Optional<Slots> next(Facts now, Slots slots) {
            return stands(now, slots) ? Optional.empty() : Optional.of(slots.without(claim.id()));
        }

        @Override
        public List<Operation> alongside(Facts now) {
            List<Operation> operations = new ArrayList<>();
            String lock = node.keys().preparing(node.group(), node.node());
            now.view().get(lock).ifPresent(e -> operations.add(new Operation.DeleteIf(lock, e.modifyIndex())));
            operations.addAll(now.withoutOut(node.group(), node.node(), claim.id()));
            operations.add(new Operation.Delete(node.keys().waived(node.node())));
            Optional<Operation> log = new Journal(ports, node).log(now, entry(now));
            logged = log.isPresent();
            log.ifPresent(operations::add);
            return operations;
        }

        @Override
        public boolean stands(Facts now, Slots slots) {
            return slots.byId(claim.id()).isEmpty();
        }

        /** The attempt's own; where an older agent has not written one, not more is known than the claim tells. */
        private Entry entry(Facts now) {
            Entry entry = Journal.written(now, claim.id())
                    .orElseGet(() -> Entry.begun(
                            claim.id(), claim.node(), node.group(), claim.reason(), List.of(), claim.since()));
            return entry.released(
                    order.by(),
                    order.reason(),
                    ExitCode.CLAIM_LOST.number(),
                    ports.clock().now());
        }
    }
}
