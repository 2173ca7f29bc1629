package io.rebootmgr.testing;

import java.util.UUID;

/** Names that no other test has, so that tests can share a server. */
public final class Unique {
    private Unique() {}

    /** {@code stem-<8 hex digits>}. */
    public static String name(String stem) {
        return stem + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
