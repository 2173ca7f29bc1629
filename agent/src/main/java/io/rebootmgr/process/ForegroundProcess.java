package io.rebootmgr.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A program that shares this process's terminal, its input and output and its working directory, as one that a shell
 * starts does, and that can be ended with all that it started. Not by Commons Exec, which pipes them.
 */
public final class ForegroundProcess {
    private final Process process;
    private final ProcessMark mark;

    private ForegroundProcess(Process process, ProcessMark mark) {
        this.process = process;
        this.mark = mark;
    }

    /**
     * Starts a program. Where the system can, it gets a SIGTERM when this process dies without ending it.
     *
     * @param command the program, by path or to be found in PATH, and its arguments
     * @param more what its environment has beside this process's own
     * @throws IOException when it cannot be started
     */
    public static ForegroundProcess start(List<String> command, Map<String, String> more) throws IOException {
        ProcessMark mark = ProcessMark.fresh();
        // A JVM that is killed by SIGKILL cannot end it. util-linux before 2.33 knows no such option.
        List<String> line = new ArrayList<>(canFollow() ? List.of("setpriv", "--pdeathsig", "TERM", "--") : List.of());
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().putAll(more);
        builder.environment().put(ChildProcess.MARK, mark.text());
        return new ForegroundProcess(builder.start(), mark);
    }

    private static boolean canFollow() {
        try {
            Process probe = new ProcessBuilder("setpriv", "--pdeathsig", "TERM", "--", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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

    /**
     * Ends it and all that it started: SIGTERM, and SIGKILL to what is left after the grace.
     *
     * @return false when something lived on a few seconds after SIGKILL
     */
    public boolean end(Duration grace) {
        return new ProcessTree(Optional.of(process.toHandle()), mark.variable()).end(grace);
    }
}
