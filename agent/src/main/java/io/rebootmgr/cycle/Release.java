package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.cycle.SlotWriter.EditEnd;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimLock;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.Typed;
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
         * The claim is gone, and with it the slot, unless the node holds it by another one.
         *
         * @param logged false where the node has a logbook that cannot be read and was left as it is
         * @param left the claims by which the node still holds a slot; empty where Consul did not say any more
         */
        record Released(ClaimInGroup was, boolean logged, Optional<List<ClaimInGroup>> left) implements Result {}

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
        Optional<ClaimInGroup> found = find(standing, order);
        if (found.isEmpty()) {
            return standing.unreadable().isEmpty()
                    ? new Result.NotThere(standing)
                    : new Result.Unreadable(String.join("\n", standing.complaints()));
        }
        String node = found.get().claim().node();
        // What cannot be a name has no keys of its own, and what is made of it could be anybody's: then only the claim
        // goes.
        Self inItsName = Keys.isName(node)
                ? new Self(
                        node,
                        found.get().group(),
                        self.keys(),
                        self.grace(),
                        self.zone(),
                        self.version(),
                        found.get().claim().domain())
                : self.in(found.get().group());
        Self released = inItsName.of(found.get().list());
        Releasing edit = new Releasing(released, order, found.get().claim());
        EditEnd change = new SlotWriter(ports, released, found.get().group()).make(edit, PATIENCE);
        return switch (change) {
            case EditEnd.Done done -> new Result.Released(found.get(), edit.logged, left(node));
            case EditEnd.Declined declined -> new Result.NotThere(standing());
            case EditEnd.Unreadable unreadable -> new Result.Unreadable(unreadable.text());
            case EditEnd.Refused refused -> new Result.Uncertain(String.join("; ", refused.reasons()));
            case EditEnd.Uncertain uncertain -> new Result.Uncertain(uncertain.cause());
        };
    }

    /**
     * Whoever wrote them into the list, the node and the id as they are come before what stands for them where they
     * cannot be typed.
     */
    private static Optional<ClaimInGroup> find(FleetClaims standing, Order order) {
        Optional<ClaimInGroup> exact = standing.ofNode(order.node()).stream()
                .filter(held -> held.claim().id().equals(order.claim()))
                .findFirst();
        return exact.or(() -> standing.all().stream()
                .filter(held -> Typed.node(held.claim().node()).equals(order.node())
                        && Typed.id(held.claim().id()).equals(order.claim()))
                .findFirst());
    }

    /** Its list and its own word may have told of two claims, of which one is gone now. */
    private Optional<List<ClaimInGroup>> left(String node) {
        try {
            return Optional.of(standing().ofNode(node).stream()
                    .filter(ClaimInGroup::counts)
                    .toList());
        } catch (ConsulException e) {
            return Optional.empty();
        }
    }

    private FleetClaims standing() {
        Keys keys = self.keys();
        return FleetClaims.ofBothLists(ports.consul().read(Consistency.CONSISTENT, List.of(keys.groups())), keys);
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
        public String node() {
            return claim.node();
        }

        @Override
        public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
            if (stands(now, slots)) {
                return Optional.empty();
            }
            Slots left = slots.without(claim.node(), claim.id());
            // A word that goes along holds nothing any more; in the list it would be a claim that nobody made.
            Optional<Claim> unreadable =
                    endsOut(now) ? out(now).filter(out -> !out.isReadable()).map(Out::claim) : Optional.empty();
            if (unreadable.isPresent()) {
                left = left.without(claim.node(), unreadable.get().id());
            }
            // A node that prepared was not out; it may have committed since it was looked for.
            boolean wasOut = slots.of(claim.node(), claim.id())
                    .filter(Claim::isCommitted)
                    .isPresent();
            return Optional.of(wasOut ? Cooldown.begin(ports, now, left) : left);
        }

        @Override
        public List<Operation> alongside(ConfirmedFacts now) {
            List<Operation> operations = new ArrayList<>();
            if (!claim.node().equals(node.node())) {
                logged = true;
                return operations;
            }
            // What the node itself says of another claim, and all that goes with that one, is not this one's to end.
            if (!isAtAnother(now)) {
                String lock = node.keys().preparing(node.group(), node.node());
                now.view().get(lock).ifPresent(e -> operations.add(new Operation.DeleteIf(lock, e.modifyIndex())));
                operations.add(new Operation.Delete(node.keys().waived(node.node())));
                status(now).ifPresent(operations::add);
            }
            if (endsOut(now)) {
                operations.addAll(now.withoutOut(node.group(), node.node(), claim.id()));
            }
            Optional<Operation> log = new Journal(ports, node).log(now, entry(now));
            logged = log.isPresent();
            log.ifPresent(operations::add);
            return operations;
        }

        /** Whether its node says by its lock, or by its key {@code out}, that it has another claim than this one. */
        private boolean isAtAnother(ConfirmedFacts now) {
            Optional<Claim> locked = ClaimLock.of(now.view(), node.keys(), node.group(), node.node());
            Optional<Claim> out = out(now).filter(Out::isReadable).map(Out::claim);
            boolean byLock = locked.isPresent()
                    && !ClaimLock.names(now.view(), node.keys(), node.group(), node.node(), claim.id());
            return byLock || out.filter(own -> !own.id().equals(claim.id())).isPresent();
        }

        /** Whether what the node says of being out ends with this claim. */
        private boolean endsOut(ConfirmedFacts now) {
            return claim.node().equals(node.node())
                    && (!isAtAnother(now)
                            || out(now).filter(out -> out.claim().id().equals(claim.id()))
                                    .isPresent());
        }

        private Optional<Out> out(ConfirmedFacts now) {
            return Out.in(now.view(), node.keys(), node.group(), node.node());
        }

        /**
         * What the node said of itself would hold its group as long as it is away; one that cannot be read is left as
         * it is.
         */
        private Optional<Operation> status(ConfirmedFacts now) {
            String key = node.keys().status(node.node());
            try {
                Optional<NodeStatus> old = now.status();
                Last why = new Last(
                        ExitCode.CLAIM_LOST.number(), why(), ports.clock().now());
                return old.map(status -> status.released(why))
                        .filter(status -> !status.equals(old.get()))
                        .map(status -> new Operation.PutIf(
                                key, status.bytes(), now.view().index(key)));
            } catch (MalformedJson e) {
                return Optional.empty();
            }
        }

        private String why() {
            return "released by " + order.by() + ": " + order.reason();
        }

        @Override
        public boolean stands(ConfirmedFacts now, Slots slots) {
            return slots.of(claim.node(), claim.id()).isEmpty();
        }

        /** The attempt's own; where an older agent has not written one, not more is known than the claim tells. */
        private Entry entry(ConfirmedFacts now) {
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
