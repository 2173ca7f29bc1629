package io.rebootmgr.cli;

import io.rebootmgr.lease.Lease;

/** Reads the TTL of a lease, in the bounds that Consul sets for a session's. */
final class TtlConverter extends DurationConverter {
    TtlConverter() {
        super(Lease.TTL_MIN, Lease.TTL_MAX);
    }
}
