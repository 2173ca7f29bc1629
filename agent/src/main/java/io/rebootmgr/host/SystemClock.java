package io.rebootmgr.host;

import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The system's time. With the hook it also hears SIGTERM, SIGINT and SIGHUP: the next thing that goes through this
 * clock then throws {@link Terminated}, once, and the JVM waits for the run to put back what it holds before it ends,
 * with 128 + the signal's number (143 for SIGTERM).
 *
 * <p>The run's thread is not interrupted: that would close the files and connections which it needs for putting things
 * back, and leave a write to Consul unknown that would have been answered a moment later.
 */
public final class SystemClock implements Clock, AutoCloseable {
    /** How long a run may take to put back what it holds; below the 90 s after which systemd kills. */
    private static final Duration CLEANUP_BOUND = Duration.ofSeconds(60);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final long start = System.nanoTime();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile ExitCode signal = ExitCode.TERMINATED;
    private final AtomicBoolean told = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::terminate, "termination");

    private SystemClock() {}

    /** A clock that hears no signal, for commands that hold nothing. */
    public static SystemClock withoutShutdownHook() {
        return new SystemClock();
    }

    /**
     * A clock for a run. Close it when the run has ended and before {@code System.exit}, which otherwise waits a minute
     * for that; and do not make it before asking the operator, or Ctrl-C at the prompt waits as long. Of a JVM that is
     * ending already it hears nothing more: what is done then is done under a clock that was told.
     */
    public static SystemClock withShutdownHook() {
        SystemClock clock = new SystemClock();
        try {
            Runtime.getRuntime().addShutdownHook(clock.hook);
        } catch (IllegalStateException e) {
            // It is ending, and waits for the clock that heard of it.
            return clock;
        }
        return clock;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void sleep(Duration duration) {
        checkTerminated();
        try {
            // Once told, the caller is putting things back and may have to wait for that.
            CountDownLatch wakeUp = told.get() ? NEVER : terminated;
            if (wakeUp.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                checkTerminated();
            }
        } catch (InterruptedException e) {
            throw new Terminated();
        }
    }

    @Override
    public void checkTerminated() {
        if (terminated.getCount() == 0 && !told.getAndSet(true)) {
            throw new Terminated(signal);
        }
    }

    /** The signal that told this process to end, however often that is asked; empty before. */
    public Optional<ExitCode> signalled() {
        return terminated.getCount() == 0 ? Optional.of(signal) : Optional.empty();
    }

    /** The run holds nothing any more; a JVM that was told to end does so now. */
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
            return;
        }
    }

    /** What the hook does; it runs on a thread of its own when the JVM was told to end. */
    void terminate() {
        signal = signal();
        terminated.countDown();
        try {
            finished.await(CLEANUP_BOUND.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Which signal is ending this JVM, for its hooks and whoever waits for them. A hook is not told; but the JVM
     * handles each signal on a thread that is named after it and waits for the hooks. Handlers of our own would have to
     * be set by every run, idle ones too.
     */
    public static ExitCode signal() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("SIGHUP handler")) {
                return ExitCode.HUNG_UP;
            }
            if (thread.getName().equals("SIGINT handler")) {
                return ExitCode.INTERRUPTED;
            }
        }
        return ExitCode.TERMINATED;
    }
}
