package io.rebootmgr.simulation.consul;

import java.time.Duration;

/**
 * A session with behaviour {@code delete} and no health checks.
 *
 * @param lockDelay how long what it had locked cannot be locked again after it died or was destroyed
 * @param renewed when it was created or last renewed, or when the leader came that counts its time
 */
public record Session(String id, String node, Duration ttl, Duration lockDelay, Duration renewed) {

    /** From here on Consul may end it. */
    public Duration mayEnd() {
        return renewed.plus(ttl);
    }

    /** By now Consul has ended it. */
    public Duration mustEnd() {
        return mayEnd().plus(ttl);
    }

    Session renewedAt(Duration now) {
        return new Session(id, node, ttl, lockDelay, now);
    }
}
