package io.rebootmgr.leasing;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.slot.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transaction that takes a lease. That no claim comes between the look and it is told by the node's status, which
 * every CLAIM writes; that a claim whose session is gone does not come to count, by the list in which it stands.
 *
 * @param session whose lock it is to hang on; empty for one that stands until it is released
 * @param now the look that found the node free
 */
record LeaseWrite(Keys keys, String node, Lease lease, Optional<String> session, View now) {

    /**
     * What a token may write that has the lease and nothing else of the node. Such a one cannot make it a condition
     * that there is no status, for Consul wants the right to write a key for that.
     */
    List<Operation> least() {
        List<Operation> operations = new ArrayList<>();
        String status = keys.status(node);
        if (now.index(status) > 0) {
            operations.add(new Operation.RequireIndex(status, now.index(status)));
        }
        for (String group : FleetClaims.groups(now, keys)) {
            String list = keys.slots(group);
            if (Slots.mayName(node, now, keys, group)) {
                operations.add(new Operation.RequireIndex(list, now.index(list)));
            }
        }
        String key = keys.lease(node);
        if (session.isEmpty()) {
            operations.add(new Operation.PutIf(key, lease.bytes(), now.index(key)));
        } else {
            operations.add(
                    now.index(key) > 0
                            ? new Operation.RequireIndex(key, now.index(key))
                            : new Operation.RequireAbsent(key));
            operations.add(new Operation.Lock(key, lease.bytes(), session.get()));
        }
        return operations;
    }

    /** The same, a line in the logbook, and what is left of claims whose session is gone removed. */
    List<Operation> all() {
        List<Operation> operations = least();
        String status = keys.status(node);
        if (now.index(status) == 0) {
            operations.add(new Operation.RequireAbsent(status));
        }
        LeaseLog.taken(now, keys, node, LeaseLog.entry(lease)).ifPresent(operations::add);
        for (String group : FleetClaims.groups(now, keys)) {
            withoutDead(group).ifPresent(operations::add);
        }
        return operations;
    }

    private Optional<Operation> withoutDead(String group) {
        try {
            Slots slots = Slots.in(now, keys, group);
            // What nodes say themselves, and the list does not, is put back by those who can make it a condition.
            if (slots.ofNode(node).isEmpty()
                    || !Slots.corrections(now, keys, group).isEmpty()) {
                return Optional.empty();
            }
            Slots fewer = slots.keeping(claim -> !claim.node().equals(node));
            String key = keys.slots(group);
            return Optional.of(new Operation.PutIf(key, fewer.bytes(), now.index(key)));
        } catch (MalformedJson e) {
            // It stays as it is, for a person to look at.
            return Optional.empty();
        }
    }
}
