package io.rebootmgr.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for a condition, with a bound. The one place of the tests that pauses. */
public final class Await {
    /** Only what hangs takes so long, on a machine that others use as well. */
    public static final Duration BOUND = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** What is waited for; an exception means "not yet" and is told if it stays so. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Await() {}

    /**
     * Returns as soon as the condition holds; after {@code within} it is an {@link AssertionError} naming {@code what}.
     */
    public static void until(Condition condition, Duration within, String what) {
        until(condition, within, what, () -> "");
    }

    /** The same, with more to tell on failure: the end of a log, say. */
    public static void until(Condition condition, Duration within, String what, Supplier<String> onFailure) {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            @Nullable Exception cause = null;
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (Exception e) {
                cause = e;
            }
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError("not within " + within + ": " + what + "\n" + onFailure.get(), cause);
            }
            pause();
        }
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
