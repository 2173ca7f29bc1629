package io.rebootmgr.consul;

/**
 * A group has two lists of claims, each with a limit and a line of its own, and a node stands in one of them at most:
 * its lock is the same for both.
 */
public enum ClaimList {
    /** Of the nodes that go out of service, for a reboot or a drain. */
    SLOTS("slots", "next", "waiting"),
    /** Of those that are changed while they serve. A claim there counts as long as its session holds its lock. */
    HOT("hot", "hot_next", "hot_waiting");

    private final String key;
    private final String next;
    private final String waiting;

    ClaimList(String key, String next, String waiting) {
        this.key = key;
        this.next = next;
        this.waiting = waiting;
    }

    String key() {
        return key;
    }

    String next() {
        return next;
    }

    String waiting() {
        return waiting;
    }
}
