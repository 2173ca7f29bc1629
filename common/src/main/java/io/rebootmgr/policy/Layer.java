package io.rebootmgr.policy;

/**
 * One layer of the policy as it was found.
 *
 * @param name where it was found, for messages: the full Consul key, or a file
 * @param json what stands there, however malformed
 */
public record Layer(String name, LayerKind kind, byte[] json) {
    /** More is refused unread, in bytes. */
    public static final int LARGEST = 64 * 1024;
}
