package io.rebootmgr.simulation.time;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, from zero. Events happen in the order of their moments, and in that of their planning at the same
 * moment; time passes only between them.
 *
 * <p>Code that sleeps runs on {@link Strand}s. There is a baton: exactly one thread has it, and only that one runs. A
 * strand that sleeps makes happen itself what comes before its sleep is over, and gives the baton away only when that
 * is another strand's; so a strand that nobody comes between, or that never sleeps, costs no change of threads.
 */
public final class Timeline implements AutoCloseable {
    private static final Thread.Builder.OfVirtual THREADS = Thread.ofVirtual().name("strand-", 0);

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<Strand> live = new LinkedHashSet<>();
    private final Semaphore over = new Semaphore(0);
    private long now;
    private long sequence;
    private long end;
    private boolean stopped;
    private volatile @Nullable Throwable failure;

    public Duration now() {
        return Duration.ofNanos(now);
    }

    /** Plans something; a moment that is past means now. */
    public Event at(Duration when, Runnable action) {
        return plan(when.toNanos(), null, action);
    }

    /** Plans something for so much later. */
    public Event after(Duration delay, Runnable action) {
        return plan(now + delay.toNanos(), null, action);
    }

    /**
     * Starts code that may sleep; it begins as an event of this moment. What it throws, but a {@link Crash}, ends the
     * run.
     */
    public Strand start(Runnable code) {
        Strand strand = new Strand(this, code);
        live.add(strand);
        strand.planBegin();
        return strand;
    }

    /**
     * Makes everything happen up to a moment, which it then is; or until {@link #stop}. Called by a thread that is no
     * strand.
     *
     * @throws IllegalStateException with what an event or a strand threw
     */
    public void run(Duration until) {
        end = until.toNanos();
        stopped = false;
        THREADS.start(() -> pass(null));
        over.acquireUninterruptibly();
        if (failure != null) {
            throw new IllegalStateException("the simulation broke at " + now(), failure);
        }
        if (!stopped) {
            now = Math.max(now, end);
        }
    }

    /** {@link #run} ends when this event, or this strand's next sleep, is reached. */
    public void stop() {
        stopped = true;
    }

    /** Ends all strands. Whoever is asleep wakes for a {@link Crash}. */
    @Override
    public void close() {
        failure = null;
        List.copyOf(live).forEach(Strand::kill);
        events.removeIf(event -> event.strand == null);
        run(now());
    }

    Event plan(long at, @Nullable Strand strand, Runnable action) {
        Event event = new Event(Math.max(at, now), sequence++, strand, action);
        events.add(event);
        return event;
    }

    long nanos() {
        return now;
    }

    /** Lets time pass for the one that runs, when nothing comes before that; else false. */
    boolean passAlone(long until) {
        Event next = events.peek();
        if (stopped || until > end || (next != null && next.at <= until)) {
            return false;
        }
        now = until;
        return true;
    }

    /**
     * Makes happen what comes, until it is {@code self}'s turn; a thread that is nobody's ends when it is another's.
     */
    void pass(@Nullable Strand self) {
        while (true) {
            Event next = events.peek();
            if (stopped || failure != null || next == null || next.at > end) {
                over.release();
                if (self != null) {
                    self.awaitBaton();
                }
                return;
            }
            events.remove();
            if (next.cancelled) {
                continue;
            }
            now = next.at;
            Strand due = next.strand;
            if (due == null) {
                guarded(next.action);
            } else if (due.isDue()) {
                if (due == self) {
                    return;
                }
                if (due.hasBegun()) {
                    due.giveBaton();
                } else if (self == null) {
                    carry(due);
                    continue;
                } else {
                    THREADS.start(() -> {
                        carry(due);
                        pass(null);
                    });
                }
                if (self != null) {
                    self.awaitBaton();
                }
                return;
            }
        }
    }

    private void carry(Strand strand) {
        guarded(strand::runOnThisThread);
        live.remove(strand);
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            failure = e;
        }
    }
}
