package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gate programs of the built program: what a signal, and a sudden death, leave of them. */
class GateProgramsProcessIT {
    @TempDir
    private Path folder;

    private final List<ProcessHandle> toEnd = new ArrayList<>();
    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWithALongGate() {
        fleet = new TestFleet(folder).policy("{\"gate_timeout\":\"10m\"}");
        node = fleet.node(1).wantsReboot();
        node.gate("10-gate", "test -e " + folder + "/short && exit 0\nsleep 300 & sleep 300");
    }

    @AfterEach
    void end() {
        toEnd.forEach(ProcessHandle::destroyForcibly);
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString());
        command.addAll(List.of(args));
        command.addAll(List.of("--config", node.config().toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        toEnd.add(process.toHandle());
        return process;
    }

    /** The shell and its two sleeps. */
    private List<ProcessHandle> program(Process process) {
        Await.until(() -> process.descendants().count() >= 3, Await.BOUND, "the gate program runs");
        List<ProcessHandle> all = process.descendants().toList();
        toEnd.addAll(all);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"run, TERM, 143", "run, INT, 130", "check, INT, 130", "check, TERM, 143"})
    void aSignalEndsTheProgramAndAllThatItStarted(String command, String signal, int code) throws Exception {
        Process process = start(command);
        List<ProcessHandle> program = program(process);

        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();

        assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
        Await.until(() -> program.stream().noneMatch(ProcessHandle::isAlive), Await.BOUND, "all of it is gone");
        assertThat(fleet.slots()).isIn("", "{\"claims\":[]}");
    }

    @Test
    void theNextRunEndsWhatAKilledOneLeftAndACheckDoesNot() throws Exception {
        Process killed = start("run");
        List<ProcessHandle> program = program(killed);
        killed.destroyForcibly();
        assertThat(killed.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Files.writeString(folder.resolve("short"), "");

        assertThat(node.run("check").code()).isZero();
        assertThat(program).as("it may be that of a run at work").allMatch(ProcessHandle::isAlive);
        assertThat(node.run("run").code()).isZero();

        Await.until(() -> program.stream().noneMatch(ProcessHandle::isAlive), Await.BOUND, "all of it is gone");
        assertThat(node.log()).endsWith("reboot");
    }
}
