package io.rebootmgr.leasing;

import io.rebootmgr.lease.Purpose;
import java.time.Duration;
import java.util.Optional;

/**
 * Who wants which node, and what for.
 *
 * @param ttl of the session that the lease is to hang on; empty for one that stands until it is released
 */
public record LeaseOrder(String node, String holder, Purpose purpose, String reason, Optional<Duration> ttl) {}
