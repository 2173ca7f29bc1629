package io.rebootmgr.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, with a bound. */
public final class Await {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + what);
            }
            Thread.sleep(Duration.ofMillis(5));
        }
    }

    /** The pid that a script wrote to a file, once it is there whole. */
    public static long pid(Path file) throws Exception {
        until(
                "a pid in " + file,
                () -> Files.exists(file) && Files.readString(file).endsWith("\n"));
        return Long.parseLong(Files.readString(file).strip());
    }

    /** Whether it runs; a zombie does not. */
    public static boolean lives(long pid) {
        return ProcessStat.all().stream().anyMatch(stat -> stat.id().pid() == pid);
    }
}
