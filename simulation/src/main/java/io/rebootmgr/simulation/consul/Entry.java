package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.View;
import java.util.Arrays;
import java.util.Optional;

/**
 * A key as the servers keep it.
 *
 * @param lockIndex how often it was locked since it was last written without a lock: no fence, for a plain write sets
 *     it to 0
 * @param session that holds its lock
 */
public record Entry(String key, byte[] value, long modifyIndex, long lockIndex, Optional<String> session) {

    /** As the port shows it. */
    public View.Entry shown() {
        return new View.Entry(key, value, modifyIndex, session);
    }

    /** What a write compares: one that changes nothing keeps the ModifyIndex. */
    boolean saysTheSameAs(Entry other) {
        return lockIndex == other.lockIndex
                && session.equals(other.session)
                && key.equals(other.key)
                && Arrays.equals(value, other.value);
    }
}
