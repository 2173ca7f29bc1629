package io.rebootmgr.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ProcessDestroyer;

/**
 * A running program: in a session of its own, in {@code /}. It neither gets the terminal's Ctrl-C nor ends with this
 * JVM; who starts one sees to its end.
 */
public final class ChildProcess {
    /** In the environment of each program that is started here and of what it starts, each with a value of its own. */
    static final String MARK = "REBOOTMGR_TASK";

    private static final byte[] NOTHING = {};

    /** To fork and to start two threads; takes longer only on a node that is out of memory. */
    private static final long START_SECONDS = 30;

    private final CompletableFuture<Process> started = new CompletableFuture<>();
    private final CompletableFuture<Integer> exited = new CompletableFuture<>();
    private final ProcessMark mark;

    private ChildProcess(ProcessMark mark) {
        this.mark = mark;
    }

    /** Starts a program that has nothing to read, see the other one. */
    public static ChildProcess start(
            List<String> command, Map<String, String> environment, OutputStream out, OutputStream err)
            throws IOException {
        return start(ProcessMark.fresh(), command, environment, NOTHING, out, err);
    }

    /** Starts a program that has nothing to read under a mark that was written down before, see the other one. */
    public static ChildProcess start(
            ProcessMark mark, List<String> command, Map<String, String> environment, OutputStream out, OutputStream err)
            throws IOException {
        return start(mark, command, environment, NOTHING, out, err);
    }

    /**
     * Starts a program; its output goes to the streams, which are written to by threads of this process.
     *
     * @param command the program, by path or to be found in the environment's PATH, and its arguments
     * @param environment all that it gets, but for a mark that tells it from other programs
     * @param input what it can read, or leave
     * @throws IOException when it cannot be started. A program that is not there at all shows as exit code 126 or 127
     */
    public static ChildProcess start(
            List<String> command, Map<String, String> environment, byte[] input, OutputStream out, OutputStream err)
            throws IOException {
        return start(ProcessMark.fresh(), command, environment, input, out, err);
    }

    private static ChildProcess start(
            ProcessMark mark,
            List<String> command,
            Map<String, String> environment,
            byte[] input,
            OutputStream out,
            OutputStream err)
            throws IOException {
        ChildProcess child = new ChildProcess(mark);
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new BoundedPumps(out, err, input))
                .setWorkingDirectory(Path.of("/"))
                .get();
        executor.setProcessDestroyer(child.new Started());
        // A child of this JVM leads no process group, so setsid does not fork: its pid is the program's and the
        // session's.
        CommandLine line = new CommandLine("setsid");
        command.forEach(word -> line.addArgument(word, false));
        Map<String, String> marked = new HashMap<>(environment);
        marked.put(MARK, mark.text());
        // Not the asynchronous execute: its thread is no daemon, and a program that will not die would keep this JVM.
        Thread.ofPlatform().daemon().name("child process").start(() -> child.run(executor, line, marked));
        child.awaitStart();
        return child;
    }

    /** Its process; empty where it has ended already. */
    public Optional<ProcessId> id() {
        return ProcessStat.of(started.join().pid()).map(ProcessStat::id);
    }

    /**
     * Waits until it has ended and its output is read. Death by signal N is 128+N, as shells say it. An interrupt does
     * not end the waiting; it is still there afterwards.
     */
    public OptionalInt exit(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return OptionalInt.of(exited.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    return OptionalInt.empty();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("lost the exit code of a child process", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Ends it and all that it started: SIGTERM, and SIGKILL to what is left after the grace. Returns as soon as all of
     * it is dead and its output read.
     *
     * @return false when something lived on (a process that the kernel does not let die), a few seconds after SIGKILL
     */
    public boolean end(Duration grace) {
        boolean dead = new ProcessTree(Optional.of(started.join().toHandle()), mark.variable()).end(grace);
        return exit(BoundedPumps.STOP_TIMEOUT.multipliedBy(2)).isPresent() && dead;
    }

    private void run(DefaultExecutor executor, CommandLine line, Map<String, String> environment) {
        try {
            exited.complete(executor.execute(line, environment));
        } catch (IOException | RuntimeException e) {
            // Thrown for every exit code but 0 as well, and when closing a stream failed: the process knows its code.
            if (!started.completeExceptionally(e)) {
                exited.complete(started.join().exitValue());
            }
        }
    }

    /** Second by second: a process that stands still meanwhile has lost one of them, and not the program it started. */
    private void awaitStart() throws IOException {
        for (int second = 1; !isStarted(); second++) {
            if (second >= START_SECONDS && started.completeExceptionally(new TimeoutException("it did not start"))) {
                throw new IOException("it did not start within " + START_SECONDS + " s");
            }
        }
    }

    private boolean isStarted() throws IOException {
        try {
            started.copy().orTimeout(1, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException e) {
            if (started.isCompletedExceptionally()) {
                throw new IOException(rootOf(e).toString(), e);
            }
            return false;
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    /** How Commons Exec hands out the process that it started. */
    private final class Started implements ProcessDestroyer {
        @Override
        public boolean add(Process process) {
            return started.complete(process);
        }

        @Override
        public boolean remove(Process process) {
            return true;
        }

        @Override
        public int size() {
            return started.isDone() ? 1 : 0;
        }
    }
}
