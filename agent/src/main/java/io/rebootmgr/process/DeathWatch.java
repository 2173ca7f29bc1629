package io.rebootmgr.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a program does not outlive this process, however that dies: a second one ends it with all that it
 * started once the pipe between the two is closed, which the kernel does. Until then that is a shell that waits, for a
 * program may run for hours and Java is dear; only then it becomes a {@link GuardMain}. Where that cannot be started
 * any more (an upgrade has replaced its files) the program lives on: whoever uses this needs a second way to find it.
 */
public final class DeathWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeathWatch.class);

    /**
     * Deaf to signals for a whole service, told by its name in lists of processes, and, for root, the last one to be
     * killed for want of memory. The one line that comes through the pipe names the program's process; then it reads
     * its end.
     */
    private static final String WAITS = "trap '' HUP INT QUIT TERM\n"
            + "{ echo " + GuardMain.NAME + " >/proc/self/comm; echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null\n"
            + "read -r process\n"
            + "read -r none\n"
            + "exec \"$@\" \"$process\"";

    /** It hears that the pipe is closed at once; for the case that it could not. */
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    /** Somebody who kills it again and again wants it so. */
    private static final int MOST_STARTS = 3;

    /** Of a process that was killed. */
    private static final Duration END_BOUND = Duration.ofSeconds(5);

    private final GuardCommand command;
    private Optional<Process> guard = Optional.empty();
    private Optional<ProcessId> program = Optional.empty();
    private int starts;

    private DeathWatch(GuardCommand command) {
        this.command = command;
    }

    /**
     * Begins, before the program is started. Where it cannot, that is a warning: the program matters more.
     *
     * @param mark of the program
     * @param what it is, for people: "pre_boot task 10-drain"
     * @param grace between SIGTERM and SIGKILL
     */
    public static DeathWatch over(ProcessMark mark, String what, Duration grace) {
        DeathWatch watch = new DeathWatch(
                new GuardCommand(mark.variable(), OptionalLong.empty(), TRUSTED, grace, "a run", "its " + what));
        watch.start();
        return watch;
    }

    /** The program runs, as this process: it may give itself another environment, and have no mark any more. */
    public void began(ProcessId process) {
        program = Optional.of(process);
        tell();
    }

    private void tell() {
        if (guard.isEmpty() || program.isEmpty()) {
            return;
        }
        try {
            OutputStream pipe = guard.get().getOutputStream();
            pipe.write((ProcessId.text(Set.of(program.get())) + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            LOG.debug("whoever would end {} is gone, and replaced at the next look: {}", command.whose(), e.toString());
        }
    }

    /** Looks after the second process itself, now and then: one that is gone is replaced. */
    public void look() {
        if (guard.isPresent() && !guard.get().isAlive()) {
            LOG.warn("the process that would end {} if this one were killed was gone", command.whose());
            start();
        }
    }

    private void start() {
        guard = Optional.empty();
        if (starts >= MOST_STARTS) {
            LOG.warn("it is not started again: until {} has ended nothing would end it", command.whose());
            return;
        }
        starts++;
        try {
            // A session of its own: who ends this process with its whole group does not end it.
            guard = Optional.of(command.through(List.of("setsid", "sh"), WAITS).start());
            tell();
        } catch (IOException e) {
            LOG.warn("nothing would end {} if this process were killed: {}", command.whose(), e.toString());
        }
    }

    /** What still lives of the program is left alone from now on. */
    @Override
    public void close() {
        if (guard.isPresent()) {
            dismiss(guard.get());
        }
        guard = Optional.empty();
    }

    /** The pipe must not be closed before it is dead. */
    static void dismiss(Process guard) {
        // It has nothing to tidy up, and may not even be up yet.
        guard.destroyForcibly();
        try {
            if (!guard.waitFor(END_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("process {} did not die of SIGKILL", guard.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
