package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.host.FileStat;
import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the built program: the claim in each line once there is one, in the form of where the log goes. */
class LogIT {
    @TempDir
    private Path folder;

    private TestNode node;
    private Path log = Path.of("");

    @BeforeEach
    void aNodeWithATaskThatTalks() throws Exception {
        node = new TestFleet(folder)
                .policy("{}")
                .node(1)
                .task("pre_boot", "10-drain", "echo draining; echo trouble >&2; exit 75")
                .wantsReboot();
        log = Files.createFile(folder.resolve("stderr"));
    }

    private int run(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString());
        command.add("run");
        command.addAll(List.of(options));
        command.addAll(List.of("--config", node.config().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectOutput(folder.resolve("stdout").toFile());
        builder.environment().keySet().removeIf(name -> name.equals("JOURNAL_STREAM"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Map<String, String> journal() throws Exception {
        FileStat stat = FileStat.of(log);
        return Map.of("JOURNAL_STREAM", stat.device() + ":" + stat.inode());
    }

    @Test
    void journaldGetsPriorities() throws Exception {
        assertThat(run(journal(), "-v")).isEqualTo(10);

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).allMatch(line -> line.matches("<[3-7]>\\[[0-9a-f]{12}] .+"));
        assertThat(lines).anyMatch(line -> line.matches("<6>.* 10-drain: draining"));
        assertThat(lines).anyMatch(line -> line.matches("<4>.* 10-drain: trouble"));
        assertThat(lines.getLast()).startsWith("<5>").endsWith("asks to be tried again later (exit 75)");
    }

    @Test
    void aVariableThatWasInheritedDoesNotMakeAJournal() throws Exception {
        assertThat(run(Map.of("JOURNAL_STREAM", "8:1", "INVOCATION_ID", "abc"), "-v"))
                .isEqualTo(10);

        assertThat(Files.readAllLines(log)).noneMatch(line -> line.startsWith("<"));
    }

    @Test
    void jsonHasAFieldForEverything() throws Exception {
        assertThat(run(Map.of(), "-v", "--log-format", "json")).isEqualTo(10);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(lines).allMatch(line -> line.path("node").textValue().equals(node.name));
        assertThat(lines)
                .extracting(line -> line.path("claim").textValue())
                .doesNotContainNull()
                .containsOnly(lines.get(0).path("claim").textValue());
        assertThat(lines)
                .filteredOn(line -> "10-drain".equals(line.path("task").textValue()))
                .extracting(line -> line.path("message").textValue())
                .contains("10-drain: draining", "10-drain: trouble");
        assertThat(lines.getLast().path("exit_code").asInt()).isEqualTo(10);
    }

    @Test
    void anIdleRunSaysItsOneLineInThatFormToo() throws Exception {
        node.delete("reboot_required");

        assertThat(run(Map.of("REBOOTMGR_LOG_FORMAT", "json"))).isZero();
        assertThat(run(journal())).isZero();

        assertThat(Files.readString(log)).contains("\"message\":\"nothing to do: no trigger\"");
        assertThat(folder.resolve("stdout")).content().isEqualTo("<6>" + node.name + ": nothing to do: no trigger\n");
    }

    @Test
    void aFormatThatThereIsNotIsAnError() throws Exception {
        assertThat(run(Map.of("REBOOTMGR_LOG_FORMAT", "xml"))).isEqualTo(105);
        assertThat(run(Map.of(), "--log-format", "xml")).isEqualTo(64);

        assertThat(log).content().contains("expected text, journal, json");
    }
}
