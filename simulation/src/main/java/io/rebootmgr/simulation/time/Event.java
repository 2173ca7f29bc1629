package io.rebootmgr.simulation.time;

import org.jspecify.annotations.Nullable;

/** Something that happens at a moment. Of two at the same moment the one that was planned first happens first. */
public final class Event implements Comparable<Event> {
    final long at;
    private final long sequence;
    /** Whose sleep ends; nobody's when it is an action. */
    final @Nullable Strand strand;

    final Runnable action;
    boolean cancelled;

    Event(long at, long sequence, @Nullable Strand strand, Runnable action) {
        this.at = at;
        this.sequence = sequence;
        this.strand = strand;
        this.action = action;
    }

    /** It does not happen; once it has, this does nothing. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
        int byTime = Long.compare(at, other.at);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }
}
