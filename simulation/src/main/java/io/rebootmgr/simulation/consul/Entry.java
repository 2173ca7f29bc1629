package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.View;
import java.util.Arrays;
import java.util.Optional;

/**
 * A key as the servers keep it.
 *
 * @param createIndex of the Raft entry that made it
 * @param lockIndex how often it was locked since it was last written without a lock: no fence, for a plain write sets
 *     it to 0
 * @param session that holds its lock
 */
public record Entry(
        String key, byte[] value, long modifyIndex, long createIndex, long lockIndex, Optional<String> session) {

    /** One that is made with this entry. */
    public Entry(String key, byte[] value, long modifyIndex, long lockIndex, Optional<String> session) {
        this(key, value, modifyIndex, modifyIndex, lockIndex, session);
    }

    /** The same, of a key that was there already. */
    Entry since(long created) {
        return new Entry(key, value, modifyIndex, created, lockIndex, session);
    }

    /** As the port shows it. */
    public View.Entry shown() {
        return new View.Entry(key, value, modifyIndex, createIndex, session);
    }

    /** What a write compares: one that changes nothing keeps the ModifyIndex. */
    boolean saysTheSameAs(Entry other) {
        return lockIndex == other.lockIndex
                && session.equals(other.session)
                && key.equals(other.key)
                && Arrays.equals(value, other.value);
    }
}
