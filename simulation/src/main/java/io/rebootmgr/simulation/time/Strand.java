package io.rebootmgr.simulation.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One process's code. All but {@link #pause} and {@link #sleep}, which are for itself, is for others. */
public final class Strand {
    private final Timeline timeline;
    private final Runnable code;
    private @Nullable Event wake;
    private @Nullable Thread thread;
    private volatile boolean baton;
    private boolean over;
    private boolean killed;
    private boolean suspended;
    private boolean missed;

    Strand(Timeline timeline, Runnable code) {
        this.timeline = timeline;
        this.code = code;
    }

    /** Sleeps, at most so long: {@link #rouse} ends it. */
    public void pause(Duration most) {
        checkAlive();
        long until = timeline.nanos() + Math.max(0, most.toNanos());
        if (suspended || !timeline.passAlone(until)) {
            wake = timeline.plan(until, this, () -> {});
            timeline.pass(this);
            wake = null;
        }
        checkAlive();
    }

    /** Sleeps, whoever rouses it. */
    public void sleep(Duration duration) {
        Duration end = timeline.now().plus(duration);
        do {
            pause(end.minus(timeline.now()));
        } while (timeline.now().compareTo(end) < 0);
    }

    /** Ends a pause. */
    public void rouse() {
        if (wake != null && !over) {
            wake.cancel();
            wake = timeline.plan(timeline.nanos(), this, () -> {});
        }
    }

    /** The code gets no further than its pause, or its next one; one that has not begun never does. */
    public void kill() {
        killed = true;
        resume();
        rouse();
    }

    /** Throws a {@link Crash} when it was killed. */
    public void checkAlive() {
        if (killed) {
            throw new Crash("killed");
        }
    }

    /** As SIGSTOP: a pause does not end before {@link #resume}. */
    public void suspend() {
        suspended = true;
    }

    /** As SIGCONT. */
    public void resume() {
        suspended = false;
        if (missed) {
            missed = false;
            wake = timeline.plan(timeline.nanos(), this, () -> {});
        }
    }

    /** Whether its code has ended, however that was. */
    public boolean isOver() {
        return over;
    }

    void planBegin() {
        wake = timeline.plan(timeline.nanos(), this, () -> {});
    }

    boolean hasBegun() {
        return thread != null;
    }

    /** A suspended one is not, and will be told when it goes on. */
    boolean isDue() {
        missed = suspended;
        return !suspended && !over;
    }

    void runOnThisThread() {
        thread = Thread.currentThread();
        wake = null;
        try {
            checkAlive();
            code.run();
        } catch (Crash e) {
            over = true;
        } finally {
            over = true;
        }
    }

    void giveBaton() {
        baton = true;
        LockSupport.unpark(thread);
    }

    void awaitBaton() {
        while (!baton) {
            LockSupport.park(this);
        }
        baton = false;
    }
}
