package io.rebootmgr.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that does not outlive this one: killed when the JVM ends, and when the JVM itself is killed, too. For that
 * a shell waits at the end of a pipe which only this JVM holds open.
 */
public final class ChildProcess {
    private static final Set<ChildProcess> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(ChildProcess::kill)));
    }

    private final Process process;
    private final Process guard;

    private ChildProcess(Process process, Process guard) {
        this.process = process;
        this.guard = guard;
    }

    /** Output and errors are appended to {@code log}. */
    public static ChildProcess start(List<String> command, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            // The environment of whoever runs the tests must not configure the Consul under test.
            builder.environment().keySet().removeIf(name -> name.startsWith("CONSUL_"));
            Process process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Process guard = new ProcessBuilder(
                            "/bin/sh", "-c", "read -r word || kill -9 \"$0\"", Long.toString(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ChildProcess child = new ChildProcess(process, guard);
            ALIVE.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal, by its name without SIG. */
    public void signal(String name) {
        Output.of(Path.of("."), List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** The code that it ended with; an {@link AssertionError} when it goes on for longer than {@code within}. */
    public int awaitEnd(Duration within) {
        Await.until(() -> !process.isAlive(), within, "process " + process.pid() + " ends");
        return process.exitValue();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        guard.destroyForcibly();
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " survives SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(this);
    }
}
