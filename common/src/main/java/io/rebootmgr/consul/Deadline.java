package io.rebootmgr.consul;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bounds work that can only bound its single steps: a server that sends one byte a second keeps every read within its
 * timeout and the whole answer waiting for hours. The work runs on another thread, which does not keep the JVM alive
 * when it is left behind, and does the next work where it is not.
 */
final class Deadline {
    private static final int FOR_THE_NEXT_SECONDS = 2;
    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            FOR_THE_NEXT_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("consul-request").factory());

    private Deadline() {}

    /** What the work gives. @throws InterruptedIOException when it takes too long, or the caller is interrupted. */
    static <T> T within(Duration bound, Callable<T> work) throws IOException {
        Future<T> task = THREADS.submit(work);
        try {
            return task.get(Math.max(1, bound.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new InterruptedIOException("timeout");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case StackOverflowError endless -> throw TooLarge.unbounded();
                case OutOfMemoryError much -> throw TooLarge.unbounded();
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
