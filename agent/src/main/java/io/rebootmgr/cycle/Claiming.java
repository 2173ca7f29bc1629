package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimLock;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.Occupied;
import io.rebootmgr.slot.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CLAIM: the lock taken, fewer claims than the limit, of the node's failure domain too, and the group has cooled down
 * since the last slot was given back; all in one transaction. A stop flag or a policy that comes in between the facts
 * and the write is seen by the confirmed look that follows every claim, before anything is done under it.
 */
final class Claiming implements SlotWriter.Edit {
    private final Ports ports;
    private final Self self;
    private final Claim claim;
    private final LocalClaim local;
    private final RunRequest request;

    /**
     * A claim to be added.
     *
     * @param local as this node wrote it down
     */
    Claiming(Ports ports, Self self, Claim claim, LocalClaim local, RunRequest request) {
        this.ports = ports;
        this.self = self;
        this.claim = claim;
        this.local = local;
        this.request = request;
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        Slots counting = slots.counting(now.view(), self.keys(), self.group());
        if (!(now.policy() instanceof PolicyState.Known known)) {
            return Optional.empty();
        }
        Limits limits = limits(self.limits(known.policy()));
        boolean cools = counting.freed()
                .holdsUntil(limits.cooldown(), ports.clock().now())
                .isPresent();
        boolean free =
                Occupied.by(counting.claims(), limits).fits(claim.domain().key(self.node()))
                        && counting.ofNode(self.node()).isEmpty()
                        && now.lease().isFree()
                        && OwnRollout.mayBegin(ports, now, local, request)
                        && statusIsReadable(now);
        return free && !cools ? Optional.of(counting.with(claim)) : Optional.empty();
    }

    @Override
    public Limits limits(Limits ofPolicy) {
        return request.limits(ofPolicy);
    }

    /** One that is not is left as it is, and then nothing would tell whoever takes the lease that a claim came in. */
    private static boolean statusIsReadable(ConfirmedFacts now) {
        try {
            now.status();
            return true;
        } catch (MalformedJson e) {
            return false;
        }
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        String lock = self.keys().preparing(self.group(), self.node());
        List<Operation> operations = new ArrayList<>();
        operations.addAll(now.policyStands());
        operations.add(now.noLease());
        operations.add(new Operation.Lock(lock, ClaimLock.value(self.keys().list(), claim), claim.session()));
        operations.add(new Operation.RequireSession(lock, claim.session()));
        Journal journal = new Journal(ports, self);
        operations.addAll(journal.claimed(now));
        journal.log(now, local.entry()).ifPresent(operations::add);
        operations.addAll(OwnRollout.begins(ports, now, local, request));
        missing(now)
                .forEach(node -> operations.add(new Operation.Delete(self.keys().waiting(self.group(), node))));
        return operations;
    }

    /** Who does not come when it is their turn loses the place; their own next run takes a new one. */
    private List<String> missing(ConfirmedFacts now) {
        try {
            Instant at = ports.clock().now();
            return now.policy() instanceof PolicyState.Known known
                    ? now.position(limits(self.limits(known.policy())), at).missing(at)
                    : List.of();
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    @Override
    public boolean heedsStop() {
        return true;
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        return slots.of(claim.node(), claim.id()).isPresent();
    }
}
