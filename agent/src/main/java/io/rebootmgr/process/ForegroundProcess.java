package io.rebootmgr.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that shares this process's terminal, its input and output and its working directory, as one that a shell
 * starts does, and that is ended with all that it started: by this process, or when this process is killed, or stands
 * still for too long, by a {@link Guard}. Not by Commons Exec, which pipes them.
 */
public final class ForegroundProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForegroundProcess.class);

    /**
     * A variable of its own for each: one that such a program starts by another rebootmgr, under a second lease or as a
     * task, is told by both. Letters, digits and underscores: shells pass on no other names.
     */
    private static final String MARK = "REBOOTMGR_EXEC_";

    /** What is about to end by itself has ended after that. */
    private static final Duration LAST_BREATH = Duration.ofMillis(200);

    private final Process process;
    private final String mark;
    private final long session;
    private final Duration guardGrace;
    private Guard guard;

    private ForegroundProcess(Process process, String mark, long session, Duration guardGrace, Guard guard) {
        this.process = process;
        this.mark = mark;
        this.session = session;
        this.guardGrace = guardGrace;
        this.guard = guard;
    }

    /**
     * Starts a program, and its guard before it.
     *
     * @param command the program, by path or to be found in PATH, and its arguments
     * @param more what its environment has beside this process's own
     * @param trusted when its guard ends it, unless {@link #trust} says otherwise by then
     * @param guardGrace what the guard leaves between SIGTERM and SIGKILL
     * @throws IOException when it cannot be started
     */
    public static ForegroundProcess start(
            List<String> command, Map<String, String> more, Duration trusted, Duration guardGrace) throws IOException {
        String variable = MARK + UUID.randomUUID().toString().replace('-', '_');
        String mark = variable + "=1";
        long session = ProcessStat.own()
                .orElseThrow(() -> new IOException("/proc is missing"))
                .session();
        Guard guard = Guard.start(mark, session, trusted, guardGrace);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().putAll(more);
            builder.environment().put(variable, "1");
            return new ForegroundProcess(builder.start(), mark, session, guardGrace, guard);
        } catch (IOException | RuntimeException | Error e) {
            guard.dismiss();
            throw e;
        }
    }

    /** Waits until it has ended. Death by signal N is 128+N, as shells say it. */
    public OptionalInt exit(Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Its guard ends it after that time, unless this is called again before. A guard that is gone is replaced. */
    public void trust(Duration howLong) {
        guard.trust(howLong);
        if (!guard.lives() && process.isAlive()) {
            try {
                guard = Guard.start(mark, session, howLong, guardGrace);
                LOG.warn("the process that would end the command if this one were killed was gone; there is another");
            } catch (IOException e) {
                LOG.warn("nothing would end the command if this process were killed: {}", e.toString());
            }
        }
    }

    /**
     * Ends it and all that it started: SIGTERM, and SIGKILL to what is left after the grace.
     *
     * @return false when something lived on a few seconds after SIGKILL
     */
    public boolean end(Duration grace) {
        guard.trust(grace.plus(ProcessTree.KILL_BOUND).plus(guardGrace));
        return tree(Optional.of(process.toHandle())).end(grace);
    }

    /** What it started and what lives on after its own end, as {@code name (pid)}. */
    public List<String> left() {
        List<Long> left = tree(Optional.empty()).pids();
        if (!left.isEmpty()) {
            LockSupport.parkNanos(LAST_BREATH.toNanos());
            left = tree(Optional.empty()).pids();
        }
        return left.stream()
                .map(pid -> ProcessStat.name(pid) + " (" + pid + ")")
                .toList();
    }

    private ProcessTree tree(Optional<ProcessHandle> root) {
        return new ProcessTree(root, mark, OptionalLong.of(session), Set.of());
    }

    /** What still lives of it is left alone from now on. */
    @Override
    public void close() {
        guard.dismiss();
    }
}
