package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built program whose standard output does not take what it prints. */
class LostOutputIT {
    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void aFleet() {
        node = new TestFleet(folder).policy("{}").node(1);
    }

    private TestNode.Result shell(String script) throws Exception {
        Path program = Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr");
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh", program.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("REBOOTMGR_CONFIG", node.config().toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new TestNode.Result(process.waitFor(), out, err);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --json",
                "status",
                "history --json",
                "check --json",
                "plan",
                "lease list",
                "config show",
                "tasks",
                "names nodes",
                "run",
                "--version",
                "status --help"
            })
    void whatCannotBeWrittenIsAnError(String command) throws Exception {
        var full = shell("exec \"$1\" " + command + " >/dev/full");
        assertThat(full.code()).as(full.err()).isEqualTo(105);
        assertThat(full.err()).contains("standard output could not be written");
        assertThat(full.err().lines().filter(line -> line.contains("standard output")))
                .hasSize(1);
    }

    /** Whoever was not told the id takes the node for free, or could never give it back. */
    @ParameterizedTest
    @ValueSource(strings = {"--hold >/dev/full", "--ttl 10s >/dev/full", "--hold >&-"})
    void aLeaseWhoseIdIsLostIsGivenBack(String rest) throws Exception {
        String acquire =
                "exec \"$1\" lease acquire " + node.name + " --force --purpose other --reason r --holder h " + rest;
        var lost = shell(acquire);
        assertThat(lost.code()).as(lost.err()).isEqualTo(105);
        assertThat(lost.err()).contains("not leased", "so it was given back");
        assertThat(node.run("lease", "check", node.name, "--force").code()).isZero();
    }

    @Test
    void itsOwnCodeIsToldAllTheSame() throws Exception {
        assertThat(shell("exec \"$1\" lease check nosuch --nonsense >/dev/full").code())
                .isEqualTo(64);
    }

    /** Nobody reads the pipe any more: the second program has ended before the first one prints. */
    @Test
    void whoHasReadEnoughIsNotTold() throws Exception {
        var read = shell("{ read -r go; \"$1\" status --json; echo $? >&2; } <<END | :\nEND\n");
        assertThat(read.err().strip()).isEqualTo("0");
    }
}
