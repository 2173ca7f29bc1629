package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.process.Pids;
import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built program as a process of its own: its launcher, its signals, its sudden death. */
class ProcessIT {
    /** To end a task that dies of SIGTERM, and the start of a small Java on a machine that is busy. */
    private static final Duration SECONDS = Duration.ofSeconds(9);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWithALongTask() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .task("pre_boot", "10-drain", "test -e " + folder + "/short || exec sleep 300")
                .task("abort", "10-undrain", "exit 0")
                .wantsReboot();
    }

    @AfterEach
    void end() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private Process start(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString());
        command.addAll(List.of(args));
        command.add("--config");
        command.add(node.config().toString());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output-" + started.size()).toFile())
                    .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process startAndReachTheTask() {
        Process process = start("run", "-v");
        Await.until(
                () -> node.log().contains("pre_boot 10-drain"),
                Await.BOUND,
                "the task runs",
                () -> String.valueOf(process.isAlive()));
        return process;
    }

    private void letTasksBeShort() throws IOException {
        java.nio.file.Files.writeString(folder.resolve("short"), "");
    }

    @ParameterizedTest
    @CsvSource({
        "TERM, 143, ended by SIGTERM",
        "INT, 130, ended by SIGINT",
        "HUP, 129, ended by SIGHUP: its terminal was closed"
    })
    void aSignalEndsTheTaskGivesTheSlotBackAndIsCalledByItsName(String signal, int code, String said) throws Exception {
        Process run = startAndReachTheTask();
        List<ProcessHandle> tasks = run.descendants().toList();
        assertThat(tasks)
                .as("the launcher became Java, whose child is the task")
                .isNotEmpty();

        signal(signal, run.toHandle());

        assertThat(end(run)).isEqualTo(code);
        assertThat(folder.resolve("output-0")).content().contains(said);
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"code\":" + code);
        assertThat(tasks).noneMatch(ProcessHandle::isAlive);
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(node.hasClaimFile()).isFalse();
    }

    /** Its pre_boot task fails, and what undoes the drain takes long. */
    private Process startAndReachTheUndoing() {
        node.task("pre_boot", "10-drain", "exit 1")
                .task("abort", "10-undrain", "while [ ! -e " + folder + "/short ]; do sleep 0.1; done");
        Process process = start("run", "-v");
        Await.until(() -> node.log().contains("abort 10-undrain"), Await.BOUND, "the drain is being undone");
        return process;
    }

    private String key(String prefix) {
        return "groups/" + fleet.group + "/" + prefix + "/" + node.name;
    }

    /** Nobody renews its session then, and the tasks may need longer than that lives. */
    @Test
    void theSlotStaysTakenUntilTheDrainIsUndone() throws Exception {
        Process run = startAndReachTheUndoing();

        assertThat(fleet.slots()).contains("\"state\":\"drained\"").doesNotContain("preparing");
        assertThat(fleet.has(key("preparing"))).isFalse();
        assertThat(fleet.get(key("out"))).contains("drained");
        assertThat(fleet.node(2).wantsReboot().run("run").code()).isEqualTo(4);
        assertThat(node.run("lease", "acquire", node.name, "--hold", "--purpose", "config", "--reason", "x")
                        .code())
                .isEqualTo(12);

        letTasksBeShort();
        assertThat(end(run)).isEqualTo(100);
        assertThat(fleet.slots()).contains("\"claims\":[]");
        assertThat(fleet.has(key("out"))).isFalse();
        assertThat(fleet.get("nodes/" + node.name + "/status")).doesNotContain("drained");
    }

    @Test
    void aSignalWhileTheDrainIsUndoneLeavesThatToALaterRun() throws Exception {
        Process run = startAndReachTheUndoing();

        signal("TERM", run.toHandle());

        assertThat(end(run)).isEqualTo(143);
        assertThat(folder.resolve("output-0"))
                .content()
                .contains("stays drained", "ended by SIGTERM")
                .doesNotContain("given back all the same");
        assertThat(fleet.slots()).contains("\"state\":\"drained\"");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"drained\"");
        letTasksBeShort();
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain", "abort 10-undrain");
        assertThat(fleet.slots()).contains("\"claims\":[]");
    }

    /** Its session ends long before the stop does, maybe. */
    @Test
    void aRunThatWasKilledInItsDrainKeepsItsSlotUnderAStop() throws Exception {
        killWithItsGuard(startAndReachTheTask());
        fleet.put("nodes/" + node.name + "/stop", "incident 42");

        TestNode.Result stopped = node.run("run");

        assertThat(stopped.code()).isEqualTo(102);
        assertThat(stopped.err()).contains("incident 42", "stays drained");
        assertThat(fleet.slots()).contains("\"state\":\"drained\"").doesNotContain("preparing");
        assertThat(fleet.has(key("preparing"))).isFalse();
        long before = fleet.index("groups/" + fleet.group + "/slots");
        assertThat(node.run("run").code()).isEqualTo(102);
        assertThat(fleet.index("groups/" + fleet.group + "/slots"))
                .as("it is said once")
                .isEqualTo(before);
        assertThat(node.run("check").out()).contains("drained by claim", "`rebootmgr run --undo`");
        assertThat(node.log()).containsExactly("pre_boot 10-drain");
        fleet.delete("nodes/" + node.name + "/stop");
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(fleet.slots()).contains("\"claims\":[]");
    }

    /** Kills a run and the process that would end its task at once: stopped, the run does not start another one. */
    private void killWithItsGuard(Process run) throws Exception {
        signal("STOP", run.toHandle());
        List<ProcessHandle> guards = run.children().filter(ProcessIT::isGuard).toList();
        assertThat(guards).hasSize(1);
        guards.getFirst().destroyForcibly();
        run.destroyForcibly();
        end(run);
    }

    private static boolean isGuard(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("rebootmgr-guard");
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** By hand or by cron, where no unit of systemd ends what is left. */
    @ParameterizedTest
    @CsvSource({
        "pre_boot, reboot",
        "hot, hot",
        "drained, drain",
    })
    void theTaskOfARunThatWasKilledIsGoneWithinSeconds(String stage, String change) throws Exception {
        Path pids = folder.resolve("pids");
        node.task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task(
                        stage,
                        "10-long",
                        "trap 'echo tidied >> " + folder + "/tidied; exit' TERM\necho $$ >> " + pids
                                + "\nsleep 300 & echo $! >> " + pids + "\n(setsid sh -c 'echo $$ >> " + pids
                                + "; exec sleep 300' &)\nwait");
        if (!change.equals("reboot")) {
            Files.delete(node.config().resolveSibling("reboot_required"));
            assertThat(node.run("request", node.name, "--change", change).code())
                    .isZero();
        }
        Process run = start("run", "-v");
        Await.until(
                () -> Files.exists(pids) && Files.readAllLines(pids).size() == 3, Await.BOUND, "all of the task runs");
        List<ProcessHandle> all = Files.readAllLines(pids).stream()
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
        try {
            run.destroyForcibly();
            end(run);

            Await.until(() -> all.stream().noneMatch(ProcessHandle::isAlive), SECONDS, "nothing is left of the task");
            assertThat(folder.resolve("tidied")).as("it was asked to end first").exists();
            Await.until(
                    () -> Files.readString(folder.resolve("output-0"))
                            .contains("rebootmgr: a run was killed; what its " + stage
                                    + " task 10-long had started was ended"),
                    Await.BOUND,
                    "it is said");
            assertThat(node.folder.resolve("run/task"))
                    .as("both could have been killed: the next run looks for itself")
                    .exists();
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** As where it goes on as another user, by `sudo` or `su -`; once it is noted, milliseconds after its start. */
    @Test
    void aTaskThatGaveItselfAnotherEnvironmentIsGoneWithinSecondsToo() throws Exception {
        Path pids = folder.resolve("pids");
        node.task("pre_boot", "10-drain", "echo $$ >> " + pids + "\nexec env -i sleep 300");
        Process run = start("run", "-v");
        ProcessHandle drain = ProcessHandle.of(Pids.writtenTo(pids)).orElseThrow();
        try {
            Await.until(
                    () -> drain.info().commandLine().orElse("").contains("sleep 300"),
                    Await.BOUND,
                    "it is another one");
            Await.until(
                    () -> Files.readAllLines(node.folder.resolve("run/task")).size() == 2,
                    Await.BOUND,
                    "it is noted as which process it runs");
            run.destroyForcibly();
            end(run);

            Await.until(() -> !drain.isAlive(), SECONDS, "the drain is gone");
        } finally {
            drain.destroyForcibly();
        }
    }

    @Test
    void theDrainOfARunThatWasKilledIsEndedBeforeAnotherBegins() throws Exception {
        node.task(
                        "pre_boot",
                        "05-alone",
                        "for pid in $(cat " + folder + "/drains 2>/dev/null); do\n"
                                + "grep -q . /proc/$pid/cmdline 2>/dev/null && echo beside >> " + folder
                                + "/log; done; :")
                .task(
                        "pre_boot",
                        "10-drain",
                        "echo $$ >> " + folder + "/drains\n" + "test -e " + folder + "/short || exec sleep 300");
        Process run = startAndReachTheTask();
        List<ProcessHandle> tasks = run.descendants().toList();
        killWithItsGuard(run);
        assertThat(tasks).as("the drain outlives its run").anyMatch(ProcessHandle::isAlive);
        try {
            letTasksBeShort();

            assertThat(end(start("run", "-v"))).isZero();

            // Whoever has adopted it may take a moment to bury it.
            Await.until(() -> tasks.stream().noneMatch(ProcessHandle::isAlive), Await.BOUND, "the drain is gone");
            assertThat(node.log()).contains("reboot").doesNotContain("beside");
            assertThat(Files.exists(node.config().resolveSibling("run/task"))).isFalse();
        } finally {
            tasks.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** What it left may be what one node does for its whole group, and another one does by now. */
    @Test
    void aRunThatHasNothingToDoEndsWhatAKilledOneLeft() throws Exception {
        Path trigger = node.config().resolveSibling("reboot_required");
        Files.delete(trigger);
        assertThat(node.run("run").code()).isZero();
        String idle = fleet.get("nodes/" + node.name + "/status");
        node.wantsReboot();
        Process run = startAndReachTheTask();
        List<ProcessHandle> tasks = run.descendants().toList();
        killWithItsGuard(run);
        try {
            assertThat(tasks).as("the drain outlives its run").anyMatch(ProcessHandle::isAlive);
            Files.delete(node.config().resolveSibling("state/claim.json"));
            Files.delete(trigger);
            fleet.put("nodes/" + node.name + "/status", idle);
            fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[]}");
            fleet.delete("groups/" + fleet.group + "/preparing/" + node.name);

            assertThat(node.run("run").out()).contains("nothing to do");

            Await.until(() -> tasks.stream().noneMatch(ProcessHandle::isAlive), Await.BOUND, "the drain is gone");
        } finally {
            tasks.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** It can undo nothing beside a drain that may be at work, and its session lives for minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "run --undo"})
    void aRunThatCannotTellWhetherADrainIsLeftKeepsItsSlot(String command) throws Exception {
        Process run = startAndReachTheTask();
        List<ProcessHandle> tasks = run.descendants().toList();
        killWithItsGuard(run);
        tasks.forEach(ProcessHandle::destroyForcibly);
        Path note = node.folder.resolve("run/task");
        Files.delete(note);
        Files.createDirectory(note);
        assertThat(fleet.slots()).contains("preparing");

        var unsure = node.run(command.split(" "));

        assertThat(unsure.code()).as(unsure.err()).isEqualTo(100);
        assertThat(unsure.err()).contains("still running", note.toString());
        assertThat(fleet.slots()).contains("\"drained\"");
        Files.delete(note);
        Files.delete(node.config().resolveSibling("reboot_required"));
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void afterASuddenDeathTheNextRunUndoesAndRebootsOnce() throws Exception {
        Process run = startAndReachTheTask();
        List<ProcessHandle> tasks = run.descendants().toList();
        run.destroyForcibly();
        end(run);
        tasks.forEach(ProcessHandle::destroyForcibly);
        assertThat(fleet.slots()).contains("preparing");
        letTasksBeShort();

        assertThat(end(start("run", "-v"))).isZero();

        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain", "pre_boot 10-drain", "reboot");
        assertThat(end(start("run"))).as("under way").isZero();
        node.boot();
        assertThat(end(start("run"))).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(node.log()).containsOnlyOnce("reboot");
    }

    @Test
    void theCrashOfAPreparingNodeRunsNoPostBootTasks() throws Exception {
        node.task("post_boot", "10-undrain", "exit 0");
        Process run = startAndReachTheTask();
        run.descendants().forEach(ProcessHandle::destroyForcibly);
        run.destroyForcibly();
        end(run);
        node.boot();

        assertThat(end(start("run"))).isZero();

        assertThat(node.log()).doesNotContain("post_boot 10-undrain", "reboot");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void ofTwoRunsAtOnceOneStandsBack() throws Exception {
        Process first = startAndReachTheTask();

        assertThat(end(start("run"))).isZero();
        assertThat(folder.resolve("output-1"))
                .content()
                .contains("another run is at work on this node: pid " + first.pid() + ", running pre_boot tasks");
        assertThat(end(start("reboot", "--yes")))
                .as("an operator is not told that it is done")
                .isEqualTo(9);
        assertThat(folder.resolve("output-2"))
                .content()
                .contains("pid " + first.pid() + ", running pre_boot tasks", "`kill " + first.pid() + "`", "ask again");

        assertThat(first.isAlive()).isTrue();
        fleet.put("stop", "");
        assertThat(end(first)).isEqualTo(102);
        assertThat(node.folder.resolve("run/doing")).doesNotExist();
    }
}
