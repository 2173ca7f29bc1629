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

/** The built program on a terminal of its own. What it started is ended with it. */
final class OnTerminal implements AutoCloseable {
    static final String ESCAPE = "\u001B";

    /** What Ctrl-C types. */
    private static final int END_OF_TEXT = 3;

    private final Path output;
    private final List<Process> started = new ArrayList<>();

    /** What is shown is kept in a file of this folder, of the program that was started last. */
    OnTerminal(Path folder) {
        this.output = folder.resolve("seen");
    }

    /** Starts it with a node's settings, on a terminal of this kind. */
    Process start(TestNode node, String terminal, String words) {
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
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
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

    /** All that the terminal was sent so far. */
    String seen() {
        try {
            // It may still be written to: the last character may be half there.
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands there when all of it was drawn, without colours, however wide. */
    String drawn() {
        StringBuilder screen = new StringBuilder();
        for (String line : seen().split("\n", -1)) {
            String drawn = line.replaceAll(ESCAPE + "\\[[?0-9;]*[a-zA-Z&&[^K]]", "");
            // Erased is what stands before the cursor went back to the first column.
            String left = drawn.substring(drawn.lastIndexOf(ESCAPE + "[K") + 1).replaceFirst("^\\[K", "");
            screen.append(left.replace("\r", "")).append('\n');
        }
        return screen.toString();
    }

    /** Its exit code, once it has ended. */
    static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** What whoever sits there does: the terminal makes a signal of it. */
    static void pressControlC(Process process) {
        try {
            process.getOutputStream().write(END_OF_TEXT);
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }
}
