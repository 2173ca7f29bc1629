package io.rebootmgr.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.process.DeathWatch;
import io.rebootmgr.process.Pids;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process that would end a task if this one were killed; that it does so is seen of the built program. */
@Timeout(240)
class TaskGuardTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final int OF_THE_TASK = 3;

    @TempDir
    Path directory;

    private final LoggedLines log = new LoggedLines(DeathWatch.class.getName());

    /** Other tests of this process have guards as well. */
    private final String name = "10-" + UUID.randomUUID();

    private final Set<Long> guards = new HashSet<>();

    @AfterEach
    void detach() {
        log.close();
    }

    private End run(Stage stage, Map<String, String> environment, Watch watch) throws IOException {
        // Until it was looked at twice, and seconds later at the latest.
        Path file = new Scripts(directory)
                .write(
                        stage,
                        name,
                        "#!/bin/sh\nn=0; until test -e " + directory + "/seen || test $n = 200; do sleep 0.1;"
                                + " n=$((n+1)); done; exit " + OF_THE_TASK + "\n",
                        "rwxr-xr-x");
        return new ExecTaskRunner(directory, directory.resolve("run"), true, System.getenv())
                .run(new Task(stage, name, file.toString()), environment, LONG, watch);
    }

    /** Those that live now. */
    private List<ProcessHandle> guards() {
        List<ProcessHandle> found =
                ProcessHandle.current().children().filter(this::isGuard).toList();
        found.forEach(guard -> guards.add(guard.pid()));
        return found;
    }

    private boolean isGuard(ProcessHandle process) {
        try {
            String words = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return words.contains("rebootmgr-guard\0") && words.contains(name);
        } catch (IOException e) {
            return false;
        }
    }

    private void letEnd() {
        try {
            Files.writeString(directory.resolve("seen"), "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertExit(End end) {
        assertThat(end)
                .isInstanceOfSatisfying(
                        End.Exited.class, exited -> assertThat(exited.code()).isEqualTo(OF_THE_TASK));
    }

    @ParameterizedTest
    @EnumSource(names = {"HOT", "PRE_BOOT", "DRAINED", "POST_BOOT", "ABORT", "FINALIZE"})
    void isThereAsLongAsATaskOfAnyStage(Stage stage) throws Exception {
        assertExit(run(stage, Map.of(), () -> {
            if (!guards().isEmpty()) {
                letEnd();
            }
            return Optional.empty();
        }));

        assertThat(guards).hasSize(1).noneMatch(Pids::lives);
        assertThat(log.all()).isEmpty();
    }

    @Test
    void isReplacedWhenItIsKilledAndTheTaskHearsNothingOfIt() throws Exception {
        assertExit(run(Stage.PRE_BOOT, Map.of(), () -> {
            guards().forEach(ProcessHandle::destroyForcibly);
            if (guards.size() > 1) {
                letEnd();
            }
            return Optional.empty();
        }));

        assertThat(guards).hasSizeGreaterThan(1).noneMatch(Pids::lives);
        assertThat(log.all())
                .contains("WARN the process that would end its pre_boot task " + name
                        + " if this one were killed was gone");
    }

    @Test
    void isNoMoreThereWhereSomebodyKillsItAgainAndAgain() throws Exception {
        String last =
                "WARN it is not started again: until its pre_boot task " + name + " has ended nothing would end it";

        assertExit(run(Stage.PRE_BOOT, Map.of(), () -> {
            guards().forEach(ProcessHandle::destroyForcibly);
            if (log.all().contains(last)) {
                letEnd();
            }
            return Optional.empty();
        }));

        assertThat(guards).hasSize(3);
        assertThat(log.all()).containsOnlyOnce(last);
    }

    @Test
    void whatOnlyLooksHasNone() throws Exception {
        Watch watch = new Watch() {
            private int looks;

            @Override
            public Optional<String> look() {
                guards();
                if (looks++ > 1) {
                    letEnd();
                }
                return Optional.empty();
            }
        };
        assertExit(run(Stage.PRE_BOOT, Map.of("REBOOTMGR_DRY_RUN", "1"), watch));
        assertExit(run(Stage.GATE, Map.of(), watch));

        assertThat(guards).isEmpty();
    }
}
