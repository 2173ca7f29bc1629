package io.rebootmgr.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.host.Terminated;
import io.rebootmgr.process.Pids;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a task gets, prints and exits with. */
@Timeout(240)
class ExecTaskRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final String TOKEN = "c0ffee00-1234-5678-9abc-def012345678";

    @TempDir
    Path directory;

    private final LoggedLines log = new LoggedLines();

    @AfterEach
    void detach() {
        log.close();
    }

    private End run(Task task, Map<String, String> environment) {
        Map<String, String> agents =
                Map.of("PATH", System.getenv("PATH"), "CONSUL_HTTP_TOKEN", TOKEN, "REBOOTMGR_DRY_RUN", "1");
        return new ExecTaskRunner(directory, directory.resolve("run"), true, agents)
                .run(task, environment, LONG, Watch.NONE);
    }

    private End run(String script) throws Exception {
        return run(new Scripts(directory).task("10-task", script), Map.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 0|0",
                "exit 1|1",
                "exit 75|75",
                "exit 255|255",
                "no-such-command|127",
                "kill -9 $$|137",
                "kill -15 $$|143",
                "trap '' TERM; kill -15 $$; exit 3|3"
            })
    void tellsTheExitCodeAsShellsDo(String script, int code) throws Exception {
        assertThat(run(script))
                .isInstanceOfSatisfying(
                        End.Exited.class, end -> assertThat(end.code()).isEqualTo(code));
    }

    @Test
    void takesNoLongerThanTheTask() throws Exception {
        assertThat(run("exit 0"))
                .isInstanceOfSatisfying(
                        End.Exited.class, end -> assertThat(end.took()).isLessThan(Duration.ofSeconds(1)));
    }

    @Test
    void whatLostItsInterpreterMeanwhileIsNotStartedAndSaysWhy() throws Exception {
        new Scripts(directory).write(Stage.PRE_BOOT, "10-task", "#!/no/such/shell\n", "rwxr-xr-x");
        Task task = new Task(
                Stage.PRE_BOOT,
                "10-task",
                directory.resolve("pre_boot_tasks/10-task").toString());

        assertThat(run(task, Map.of()))
                .isInstanceOfSatisfying(
                        End.NotStarted.class,
                        end -> assertThat(end.cause()).contains("/no/such/shell, which does not exist"));
        assertThat(log.all()).isEmpty();
    }

    @Test
    void saysWhenNothingCanBeStarted() throws Exception {
        Task task = new Scripts(directory).task("10-task", "exit 0");
        String tooLong = "x".repeat(200_000);

        assertThat(run(task, Map.of("REBOOTMGR_REASON", tooLong)))
                .isInstanceOfSatisfying(
                        End.NotStarted.class,
                        end -> assertThat(end.cause()).startsWith(task.path()).contains("too long"));
    }

    @Test
    void logsEachLineWithTheTasksName() throws Exception {
        run("echo one; echo; printf 'a\\tb\\033[31m!\\n'; printf last");

        assertThat(log.all())
                .containsExactly("INFO 10-task: one", "INFO 10-task: ", "INFO 10-task: a b!", "INFO 10-task: last");
    }

    @Test
    void logsStandardErrorAsWarning() throws Exception {
        run("echo trouble >&2");

        assertThat(log.all()).containsExactly("WARN 10-task: trouble");
    }

    @Test
    void handsOverTheEnvironmentWithoutTokensAndLeftovers() throws Exception {
        Task task = new Scripts(directory).task("10-task", "env; echo \"reason=$REBOOTMGR_REASON\"");
        run(task, Map.of("REBOOTMGR_STAGE", "pre_boot", "REBOOTMGR_REASON", "nul\0 `id` $(id)"));

        assertThat(log.all())
                .contains("INFO 10-task: REBOOTMGR_STAGE=pre_boot", "INFO 10-task: reason=nul  `id` $(id)")
                .anyMatch(line -> line.contains("PATH="))
                .noneMatch(line -> line.contains(TOKEN) || line.contains("DRY_RUN"));
    }

    @Test
    void isEmptyOnStandardInputAndHasASessionOfItsOwn() throws Exception {
        run("cat; test \"$(ps -o sid= -p $$ | tr -d ' ')\" = $$ && echo leader; pwd");

        assertThat(log.all()).containsExactly("INFO 10-task: leader", "INFO 10-task: /");
    }

    @Test
    void survivesFiftyMegabytesWithoutANewline() throws Exception {
        assertThat(run("head -c 52428800 /dev/zero | tr '\\0' x; exit 4"))
                .isInstanceOfSatisfying(End.Exited.class, end -> {
                    assertThat(end.code()).isEqualTo(4);
                    assertThat(end.took()).isLessThan(Duration.ofSeconds(20));
                });
        assertThat(log.all()).singleElement().asString().hasSizeLessThan(5000).endsWith("x [cut]");
    }

    @Test
    void survivesFiftyMegabytesOfLinesAndStillShowsTheErrors() throws Exception {
        run("yes | head -c 52428800; echo at last >&2");

        assertThat(log.all())
                .hasSize(1002)
                .contains("INFO 10-task: y", "WARN 10-task: at last")
                .endsWith("INFO 10-task: 26213400 more lines not logged");
    }

    @Test
    void aDaemonThatHoldsTheOutputNeitherHangsTheRunNorIsKilled() throws Exception {
        Path pidFile = directory.resolve("pid");
        End end = run("sleep 300 & echo $! > " + pidFile + "; echo started");
        long daemon = Pids.writtenTo(pidFile);
        try {
            assertThat(end).isInstanceOfSatisfying(End.Exited.class, exited -> {
                assertThat(exited.code()).isZero();
                assertThat(exited.took()).isLessThan(Duration.ofSeconds(3));
            });
            assertThat(log.all()).containsExactly("INFO 10-task: started");
            assertThat(Pids.lives(daemon)).isTrue();
        } finally {
            ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aSignalForTheWholeServiceIsNoFailureOfTheTask() throws Exception {
        Task task = new Scripts(directory).task("10-task", "kill -15 $$");
        ExecTaskRunner runner = new ExecTaskRunner(directory, directory.resolve("run"), true, System.getenv());

        assertThatThrownBy(() -> runner.run(task, Map.of(), LONG, () -> {
                    throw new Terminated();
                }))
                .isInstanceOf(Terminated.class);
    }

    @Test
    void runsTasksOneAfterTheOther() throws Exception {
        Scripts scripts = new Scripts(directory);
        ExecTaskRunner runner = new ExecTaskRunner(directory, directory.resolve("run"), false, System.getenv());
        scripts.task("B", "echo b");
        scripts.task("a", "echo a");

        TaskRunner.Listing.Found found = (TaskRunner.Listing.Found) runner.list(Stage.PRE_BOOT);
        List<End> ends = found.tasks().stream()
                .map(task -> runner.run(task, Map.of(), LONG, Watch.NONE))
                .toList();

        assertThat(ends).hasSize(2).allMatch(End.Exited.class::isInstance);
        assertThat(log.all()).containsExactly("INFO B: b", "INFO a: a");
    }
}
