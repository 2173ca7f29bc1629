package io.rebootmgr.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.host.Terminated;
import io.rebootmgr.process.Pids;
import io.rebootmgr.process.ProcessMark;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that is ended takes all that it started with it. */
@Timeout(240)
@Tag("slow")
class TaskEndingTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration GRACE = Duration.ofMillis(600);

    @TempDir
    Path directory;

    private final LoggedLines log = new LoggedLines();

    @AfterEach
    void detach() {
        log.close();
    }

    private ExecTaskRunner runner() {
        return new ExecTaskRunner(directory, directory.resolve("run"), true, System.getenv(), GRACE);
    }

    private Task task(String script) throws Exception {
        return new Scripts(directory).task("10-task", script);
    }

    /** Wants the task ended as soon as the file holds a pid. */
    private static Watch once(Path pidFile) {
        return () -> {
            try {
                boolean there =
                        Files.exists(pidFile) && Files.readString(pidFile).endsWith("\n");
                return there ? Optional.of("stop is set") : Optional.empty();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "itself|echo $$ > PID; exec sleep 300",
                "a child|sleep 300 & echo $! > PID; wait",
                "a grandchild|sh -c 'sleep 300 & echo $! > PID; wait' & wait",
                "an orphan|(sleep 300 & echo $! > PID); sleep 300",
                "one in another process group|setsid sh -c 'echo $$ > PID; exec sleep 300' & wait",
                "an orphan in another session|(setsid sh -c 'echo $$ > PID; exec sleep 300' &); sleep 300",
                "an orphan without environment|(env -i sleep 300 & echo $! > PID); sleep 300",
                "a child in another session without environment|env -i PATH=\"$PATH\" setsid sh -c 'echo $$ > PID; exec sleep 300' & wait",
                "one that ignores SIGTERM|trap '' TERM; echo $$ > PID; while :; do sleep 0.1; done",
                "a child that ignores SIGTERM|sh -c 'trap \"\" TERM; echo $$ > PID; while :; do sleep 0.1; done' & wait"
            })
    void ends(String what, String script) throws Exception {
        Path pidFile = directory.resolve("pid");

        End end = runner().run(task(script.replace("PID", pidFile.toString())), Map.of(), LONG, once(pidFile));

        assertThat(end)
                .isInstanceOfSatisfying(
                        End.Ended.class, ended -> assertThat(ended.why()).isEqualTo("stop is set"));
        assertThat(Pids.lives(Pids.writtenTo(pidFile))).as(what).isFalse();
    }

    @Test
    void killsOnlyAfterTheGrace() throws Exception {
        Path pidFile = directory.resolve("pid");
        AtomicLong wanted = new AtomicLong();
        Watch watch = () -> once(pidFile).look().map(why -> {
            wanted.compareAndSet(0, System.nanoTime());
            return why;
        });

        runner().run(
                        task("trap '' TERM; echo $$ > " + pidFile + "; while :; do sleep 0.1; done"),
                        Map.of(),
                        LONG,
                        watch);

        assertThat(Duration.ofNanos(System.nanoTime() - wanted.get())).isBetween(GRACE, GRACE.plusSeconds(3));
    }

    @Test
    void letsATaskTidyUpWithinTheGrace() throws Exception {
        Path pidFile = directory.resolve("pid");
        String script =
                "trap 'sleep 0.2; echo tidied; exit 0' TERM; echo $$ > " + pidFile + "; while :; do sleep 0.1; done";

        runner().run(task(script), Map.of(), LONG, once(pidFile));

        assertThat(log.all()).contains("INFO 10-task: tidied");
    }

    @Test
    void isFastWhenTheTaskDiesOfSigterm() throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Path pidFile = directory.resolve("pid" + i);
            AtomicLong wanted = new AtomicLong();
            runner().run(task("echo $$ > " + pidFile + "; sleep 300"), Map.of(), LONG, () -> {
                wanted.set(System.nanoTime());
                return once(pidFile).look();
            });
            took.add(Duration.ofNanos(System.nanoTime() - wanted.get()));
        }
        Collections.sort(took);
        assertThat(took.get(2)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void endsATaskOverItsTimeoutWithItsChildren() throws Exception {
        Path pidFile = directory.resolve("pid");

        End end = runner().run(
                        task("(trap '' TERM; sleep 300) & echo $! > " + pidFile + "; wait"),
                        Map.of(),
                        Duration.ofSeconds(1),
                        Watch.NONE);

        assertThat(end)
                .isInstanceOfSatisfying(
                        End.TimedOut.class,
                        out -> assertThat(out.took()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5)));
        assertThat(Pids.lives(Pids.writtenTo(pidFile))).isFalse();
    }

    @Test
    void aSlowLookDelaysTheTimeoutByNoMoreThanItself() throws Exception {
        Watch slow = () -> {
            long until = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return Optional.empty();
        };

        assertThat(runner().run(task("sleep 300"), Map.of(), Duration.ofMillis(500), slow))
                .isInstanceOfSatisfying(
                        End.TimedOut.class, out -> assertThat(out.took()).isLessThan(Duration.ofSeconds(4)));
    }

    @Test
    void whateverTheWatchThrowsEndsTheTaskAndPassesOn() throws Exception {
        Path pidFile = directory.resolve("pid");
        Task task = task("echo $$ > " + pidFile + "; sleep 300");
        Watch watch = () -> {
            if (once(pidFile).look().isPresent()) {
                throw new Terminated();
            }
            return Optional.empty();
        };

        assertThatThrownBy(() -> runner().run(task, Map.of(), LONG, watch)).isInstanceOf(Terminated.class);

        assertThat(Pids.lives(Pids.writtenTo(pidFile))).isFalse();
    }

    @Test
    void anInterruptEndsTheTaskAndIsUsedUp() throws Exception {
        Path pidFile = directory.resolve("pid");
        Task task = task("echo $$ > " + pidFile + "; sleep 300");
        Watch watch = () -> {
            if (once(pidFile).look().isPresent()) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };

        assertThatThrownBy(() -> runner().run(task, Map.of(), LONG, watch)).isInstanceOf(Terminated.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(Pids.lives(Pids.writtenTo(pidFile))).isFalse();
    }

    /** What a run that was killed leaves: the note, and the task under the mark that the note tells. */
    private Process orphan(ProcessMark mark, String script) throws Exception {
        InProgress note = new InProgress(directory.resolve("run"));
        note.begin(mark, "pre_boot task 10-task");
        ProcessBuilder builder = new ProcessBuilder("setsid", task(script).path());
        builder.environment().put("REBOOTMGR_TASK", mark.text());
        Process orphan = builder.start();
        note.runs(mark, "pre_boot task 10-task", Set.of(Pids.id(orphan.pid())));
        return orphan;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "itself|echo $$ > PID; exec sleep 300",
                "a child|sleep 300 & echo $! > PID; wait",
                "an orphan in another session|(setsid sh -c 'echo $$ > PID; exec sleep 300' &); sleep 300",
                "an orphan without environment|(env -i sleep 300 & echo $! > PID); sleep 300",
                "itself without environment|echo $$ > PID; exec env -i sleep 300",
                "a child of one without environment|exec env -i sh -c 'sleep 300 & echo $! > PID; wait'",
                "an orphan of one without environment|exec env -i sh -c '(sleep 300 & echo $! > PID); sleep 300'",
                "one that ignores SIGTERM|trap '' TERM; echo $$ > PID; while :; do sleep 0.1; done"
            })
    void endsWhatAKilledRunLeft(String what, String script) throws Exception {
        Path pidFile = directory.resolve("pid");
        orphan(ProcessMark.fresh(), script.replace("PID", pidFile.toString()));
        long pid = Pids.writtenTo(pidFile);

        assertThat(runner().endLeftovers()).isEmpty();

        assertThat(Pids.lives(pid)).as(what).isFalse();
        assertThat(directory.resolve("run/task")).doesNotExist();
    }

    /** A task that goes on writing dies by itself when nobody reads any more, and its workers do not. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a worker without environment|env -i sleep 300 & echo $! > PID; wait",
                "a worker of one without environment|exec env -i sh -c 'sleep 300 & echo $! > PID; wait'",
            })
    void endsWhatIsLeftOfATaskThatIsDeadItself(String what, String script) throws Exception {
        Path pidFile = directory.resolve("pid");
        Process leader = orphan(ProcessMark.fresh(), script.replace("PID", pidFile.toString()));
        long worker = Pids.writtenTo(pidFile);
        leader.destroyForcibly().waitFor();
        assertThat(Pids.lives(worker)).as(what).isTrue();

        assertThat(runner().endLeftovers()).isEmpty();

        assertThat(Pids.lives(worker)).as(what).isFalse();
    }

    /** Somebody looks for what hangs, in a shell and with the environment of the task. */
    @Test
    void sparesTheShellInWhichATaskIsRepeatedByHand() throws Exception {
        Path pidFile = directory.resolve("pid");
        ProcessMark mark = ProcessMark.fresh();
        Process task = orphan(mark, "exec sleep 300");
        Process shell = new ProcessBuilder(
                        "setsid",
                        "sh",
                        "-c",
                        "env REBOOTMGR_TASK=" + mark.text() + " sleep 300 & echo $! > " + pidFile
                                + "; wait; exec sleep 300")
                .start();
        long repeated = Pids.writtenTo(pidFile);
        try {
            assertThat(runner().endLeftovers()).isEmpty();

            assertThat(Pids.lives(task.pid())).isFalse();
            assertThat(Pids.lives(repeated)).isFalse();
            assertThat(Pids.lives(shell.pid())).isTrue();
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void saysWhereNothingIsLeftOfAKilledRun() throws Exception {
        Process leader = orphan(ProcessMark.fresh(), "exec sleep 300");
        leader.destroyForcibly().waitFor();
        try (LoggedLines logged = new LoggedLines(ExecTaskRunner.class.getName())) {
            assertThat(runner().endLeftovers()).isEmpty();

            assertThat(logged.all()).singleElement().asString().contains("no process of it was found");
        }
    }

    /** A run that is killed while it ends what another one left: what bears SIGTERM is known to the third. */
    @Test
    void endsWhatARunLeftThatWasKilledWhileItEndedThat() throws Exception {
        Path pidFile = directory.resolve("pid");
        Process shell = orphan(
                ProcessMark.fresh(),
                "(trap '' TERM; exec env -i sh -c 'echo $$ > " + pidFile + "; exec sleep 300') & wait");
        long deaf = Pids.writtenTo(pidFile);
        InProgress note = new InProgress(directory.resolve("run"));
        InProgress.Left left = note.left().orElseThrow();
        assertThatThrownBy(() -> left.mark().orElseThrow().endAll(LONG, left.processes(), found -> {
                    try {
                        note.runs(left.mark().orElseThrow(), left.task(), found);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        shell.destroyForcibly().waitFor();
        assertThat(Pids.lives(deaf)).isTrue();

        assertThat(runner().endLeftovers()).isEmpty();

        assertThat(Pids.lives(deaf)).isFalse();
    }

    @Test
    void noTaskStartsBesideItself() throws Exception {
        Path pidFile = directory.resolve("pid");
        orphan(ProcessMark.fresh(), "echo $$ > " + pidFile + "; exec sleep 300");
        long pid = Pids.writtenTo(pidFile);

        End end = runner().run(task("kill -0 " + pid + " 2>/dev/null && exit 3; exit 0"), Map.of(), LONG, Watch.NONE);

        assertThat(end)
                .isInstanceOfSatisfying(
                        End.Exited.class, exited -> assertThat(exited.code()).isZero());
    }

    @Test
    void letsLiveWhatATaskThatEndedLeftAndWhatIsOfAnotherNode() throws Exception {
        Path daemon = directory.resolve("daemon");
        runner().run(
                        task("setsid sh -c 'echo $$ > " + daemon + "; exec sleep 300' > /dev/null 2>&1 &"),
                        Map.of(),
                        LONG,
                        Watch.NONE);
        long left = Pids.writtenTo(daemon);
        Path pidFile = directory.resolve("pid");
        Process other = orphan(ProcessMark.fresh(), "echo $$ > " + pidFile + "; exec sleep 300");
        long pid = Pids.writtenTo(pidFile);
        try {
            new InProgress(directory.resolve("run")).begin(ProcessMark.fresh(), "pre_boot task 20-other");

            assertThat(runner().endLeftovers()).isEmpty();

            assertThat(Pids.lives(left)).isTrue();
            assertThat(Pids.lives(pid)).isTrue();
        } finally {
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
            other.destroyForcibly();
        }
    }
}
