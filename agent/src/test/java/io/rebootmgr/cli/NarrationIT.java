package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program on a terminal of its own, as whoever started it there by hand sees it. */
class NarrationIT {
    private static final Pattern COUNTED_DOWN = Pattern.compile(", [43]m [0-9]+s left");

    private static final String ESCAPE = "\u001B";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsAReboot() {
        TestFleet fleet = new TestFleet(folder).policy("{\"settle\":\"2s\"}");
        node = fleet.node(1)
                .task(
                        "pre_boot",
                        "10-drain",
                        "echo two guests move; while test -e " + folder + "/hold; do sleep 0.1; done")
                .task("abort", "10-undrain", "echo guests may come")
                .wantsReboot();
    }

    @AfterEach
    void end() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private Process start(String terminal, String words) {
        String program = Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString();
        List<String> command = List.of(
                "script",
                "--quiet",
                "--return",
                "--flush",
                "--command",
                program + " " + words.replaceFirst("( --(?= )|$)", " --config " + node.config() + "$1"),
                "/dev/null");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("seen").toFile());
        builder.environment().put("TERM", terminal);
        builder.environment().remove("COLUMNS");
        try {
            Process process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String seen() {
        try {
            // It may still be written to: the last character may be half there.
            return new String(Files.readAllBytes(folder.resolve("seen")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void eachStepIsToldAsItHappensAndWhatLastsWithItsTime() throws InterruptedException {
        assertThat(end(start("xterm", "run"))).isZero();

        assertThat(seen())
                .containsSubsequence(
                        " all gates are open",
                        " claimed a slot of group ",
                        " pre_boot 10-drain starts",
                        " 10-drain: two guests move",
                        "waiting until health checks have settled",
                        "2s left",
                        "1s left",
                        " committed: this node is going to reboot",
                        ": rebooting now");
        for (String drawn : seen().split("[\r\n]+", -1)) {
            String text = drawn.replaceAll(ESCAPE + "\\[[?0-9;]*[A-Za-z]", "");
            assertThat(text.contains(" left") ? text.length() : 0).as(text).isLessThan(80);
        }
        assertThat(seen().strip()).as("the last word stands alone").endsWith(": rebooting now");
    }

    @Test
    void aTerminalThatCannotRedrawGetsLinesOnly() throws InterruptedException {
        assertThat(end(start("dumb", "run"))).isZero();
        assertThat(seen())
                .contains(" 10-drain: two guests move", " committed: ", ": rebooting now")
                .doesNotContain(ESCAPE, " left");
    }

    @Test
    void whoWantsItQuietGetsTheLastWord() throws InterruptedException {
        assertThat(end(start("xterm", "run --quiet"))).isZero();
        assertThat(seen().lines()).singleElement().asString().endsWith(": rebooting now");
    }

    @Test
    void whoWaitsForALeaseSeesForWhomAndHowLongYet() throws InterruptedException {
        String lease = "lease acquire " + node.name + " --force --purpose other --reason r --hold --holder ";
        assertThat(node.run((lease + "alice").split(" ")).code()).isZero();

        Process bob = start("xterm", lease + "bob --wait 5m");

        // However long it takes to start.
        Await.until(() -> COUNTED_DOWN.matcher(seen()).find(), Await.BOUND, "it counts down");
        assertThat(seen()).contains("waiting for " + node.name + ", which is taken: leased by alice", "s left");
        assertThat(node.run("lease", "release", node.name, "--force", "--reason", "r")
                        .code())
                .isZero();
        assertThat(end(bob)).isZero();
        assertThat(end(start("xterm", lease + "carol --wait 1s --quiet"))).isEqualTo(12);
        assertThat(seen()).doesNotContain(" left");
    }

    @Test
    void aCommandUnderALeaseHasTheTerminalBetweenTwoLinesOfOurs() throws InterruptedException {
        String exec = "lease exec " + node.name + " --force --purpose other --reason r ";
        assertThat(end(start("xterm", exec + "-- echo at work"))).isZero();

        assertThat(seen())
                .containsSubsequence(
                        "leased " + node.name + " for as long as the command runs",
                        "at work",
                        "gave back the lease on " + node.name + ": exit 0");
        assertThat(end(start("xterm", exec + "--quiet -- echo at work"))).isZero();
        assertThat(seen()).contains("at work").doesNotContain("leased " + node.name, "gave back");
    }

    @Test
    void whoPressesControlCIsToldWhatIsUndone() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("hold"));
        Process process = start("xterm", "reboot --yes");
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "it drains");

        process.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .forEach(each -> signal(each.pid()));

        assertThat(end(process)).isEqualTo(130);
        assertThat(seen())
                .containsSubsequence(
                        " giving up: ",
                        " abort tasks undo the drain",
                        " abort 10-undrain starts",
                        " 10-undrain: guests may come");
    }

    private static void signal(long pid) {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
