package io.rebootmgr.settings;

/** A Consul ACL token. Only {@link #value} gives it away. */
public record Token(String value) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
