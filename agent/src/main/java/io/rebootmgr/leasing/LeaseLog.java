package io.rebootmgr.leasing;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.LeaseEntry;
import java.time.Instant;
import java.util.Optional;

/** What the node's logbook tells of its leases; a logbook that cannot be read is left as it is. */
final class LeaseLog {
    private LeaseLog() {}

    /** The write that adds a lease to it. */
    static Optional<Operation> taken(View now, Keys keys, String node, LeaseEntry entry) {
        return history(now, keys, node).map(history -> write(now, keys, node, history.with(entry)));
    }

    /** A lease as it is written down when it is taken. */
    static LeaseEntry entry(Lease lease) {
        return LeaseEntry.taken(lease.id(), lease.holder(), lease.purpose(), lease.reason(), lease.since());
    }

    /** The write that ends a lease in it. One that was taken by other means than ours is written down with its end. */
    static Optional<Operation> ended(
            View now, Keys keys, String node, Lease lease, LeaseEntry.How how, String by, String why, Instant at) {
        return history(now, keys, node).map(book -> {
            LeaseEntry entry = book.ofLease(lease.id()).orElseGet(() -> entry(lease));
            return write(now, keys, node, book.with(entry.ended(how, by, why, at)));
        });
    }

    /** Whether it tells that a lease was ended so. */
    static boolean isEnded(
            View now, Keys keys, String node, String id, LeaseEntry.How how, String by, String why, Instant at) {
        return history(now, keys, node)
                .flatMap(book -> book.ofLease(id))
                .filter(entry -> entry.equals(entry.ended(how, by, why, at)))
                .isPresent();
    }

    private static Optional<History> history(View now, Keys keys, String node) {
        try {
            Optional<View.Entry> old = now.get(keys.history(node));
            return Optional.of(old.isPresent() ? History.parse(old.get().value()) : History.NONE);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Operation write(View now, Keys keys, String node, History history) {
        String key = keys.history(node);
        return new Operation.PutIf(key, history.bytes(), now.index(key));
    }
}
