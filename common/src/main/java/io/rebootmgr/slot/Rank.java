package io.rebootmgr.slot;

import java.util.Comparator;

/**
 * By what those who wait in line go before one another: by impact first, by age second. The age is the index of the
 * Raft entry that made the node's key, which no clock and no later writing of the key changes.
 *
 * @param joined among equals who joined earlier goes first
 */
record Rank(int impact, long joined) implements Comparable<Rank> {
    private static final Comparator<Rank> ORDER =
            Comparator.comparingInt(Rank::impact).thenComparingLong(Rank::joined);

    /** Whether one of this impact that is in line goes before one that joins now. */
    static boolean isBefore(int inLine, int newcomer) {
        return new Rank(inLine, 0).compareTo(new Rank(newcomer, Long.MAX_VALUE)) < 0;
    }

    @Override
    public int compareTo(Rank other) {
        return ORDER.compare(this, other);
    }
}
