package io.rebootmgr.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the built program does when there is nothing to do, which is nearly always and on every node. */
class IdleRunIT {
    private static final Path TREE = Path.of("target", "rebootmgr").toAbsolutePath();
    private static final Path JAVA = TREE.resolve("runtime/bin/java");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void asksConsulOnce() throws Exception {
        try (IdleNode node = IdleNode.in(folder)) {
            Path output = run(node, List.of(TREE.resolve("bin/rebootmgr").toString()));

            assertThat(output).content().isEqualTo("web1: nothing to do: no trigger\n");
            assertThat(node.requests()).isOne();
        }
    }

    @Test
    void startsNothingThatOnlyOtherRunsNeed() throws Exception {
        List<String> loaded = loaded("-Xshare:off");

        assertThat(loaded).anyMatch(line -> line.contains("io.rebootmgr.cycle.Cycle "));
        assertThat(loaded)
                .noneMatch(line -> Stream.of(
                                "ch.qos.logback.",
                                "org.slf4j.",
                                "picocli.",
                                "com.orbitz.",
                                "okhttp3.",
                                "kotlin.",
                                "com.google.common.",
                                "com.fasterxml.jackson.databind.ObjectMapper ",
                                // What a switch over types and a record's own equals make at their first use.
                                "$$TypeSwitch",
                                "java.lang.runtime.",
                                // The first question for the time zone opens every jar.
                                "java.time.zone.ZoneRulesProvider ")
                        .anyMatch(line::contains));
    }

    @Test
    void takesTheProgramFromTheArchive() throws Exception {
        List<String> loaded = loaded("-XX:SharedArchiveFile=" + TREE.resolve("lib/rebootmgr.jsa"));

        assertThat(loaded)
                .filteredOn(line -> line.contains(" io.rebootmgr.") || line.contains(" com.fasterxml."))
                .isNotEmpty()
                .allMatch(line -> line.contains("shared objects file"));
    }

    /** What the JVM tells of every class that an idle run loads. */
    private List<String> loaded(String sharing) throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        try (IdleNode node = IdleNode.in(folder)) {
            run(
                    node,
                    List.of(
                            JAVA.toString(),
                            sharing,
                            "-XX:+UseSerialGC",
                            "-Xlog:class+load:file=" + log,
                            "-cp",
                            TREE.resolve("lib/rebootmgr-agent.jar").toString(),
                            "io.rebootmgr.cli.Main"));
        }
        return Files.readAllLines(log);
    }

    private Path run(IdleNode node, List<String> program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(
                List.of("run", "--wait-if-next", "-v", "--config", node.config().toString()));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CONSUL_") || name.startsWith("JAVA_TOOL"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .describedAs(Files.readString(output))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
        return output;
    }
}
