package io.rebootmgr.leasing;

import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.Purpose;
import io.rebootmgr.logbook.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who wants which node, and what for.
 *
 * @param ttl of the session that the lease is to hang on; empty for one that stands until it is released
 */
public record LeaseOrder(String node, String holder, Purpose purpose, String reason, Optional<Duration> ttl) {

    /** The lease that it asks for; {@code status} is what the node said last. */
    Lease lease(String id, Instant now, Optional<NodeStatus> status) {
        return new Lease(id, holder, purpose.label(), reason, now, ttl, status.map(NodeStatus::bootId));
    }
}
