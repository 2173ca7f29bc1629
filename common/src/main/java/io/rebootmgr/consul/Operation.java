package io.rebootmgr.consul;

/** One step of a transaction: a condition, or a change. */
public sealed interface Operation {
    /** How many a transaction can hold: 64, by the oldest Consul that is served. */
    int MOST = 64;

    /** The key, as conditions and changes both have one. */
    String key();

    /** The key is locked by this session ({@code check-session}). */
    record RequireSession(String key, String session) implements Operation {}

    /** There is no such key ({@code check-not-exists}). */
    record RequireAbsent(String key) implements Operation {}

    /** The key is as it was read ({@code check-index}, by its ModifyIndex). */
    record RequireIndex(String key, long index) implements Operation {}

    /** Writes the key, whatever stood there. */
    record Put(String key, byte[] value) implements Operation {}

    /** Writes the key if it is as it was read; index 0 means that there must be none ({@code cas}). */
    record PutIf(String key, byte[] value, long index) implements Operation {}

    /** Removes the key; none is fine. */
    record Delete(String key) implements Operation {}

    /** Removes the key if it is as it was read; none is fine, too ({@code delete-cas}). */
    record DeleteIf(String key, long index) implements Operation {}

    /** Writes the key and locks it; fails while another session holds it. */
    record Lock(String key, byte[] value, String session) implements Operation {}
}
