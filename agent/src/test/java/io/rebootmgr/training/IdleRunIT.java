package io.rebootmgr.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Said;
import io.rebootmgr.host.LinuxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
        try (TrainingNode node = IdleNode.in(folder)) {
            Path output = run(node, List.of(TREE.resolve("bin/rebootmgr").toString()));

            assertThat(output).content().isEqualTo("web1: nothing to do: no trigger\n");
            assertThat(node.requests()).isOne();
        }
    }

    @Test
    void startsNothingThatOnlyOtherRunsNeed() throws Exception {
        List<String> loaded = loaded("-Xshare:off");

        assertThat(loaded).anyMatch(line -> line.contains("io.rebootmgr.cycle.Cycle "));
        assertThat(loaded).noneMatch(IdleRunIT::isForOtherRuns);
    }

    @Test
    void neitherDoesOneWithDetectorsThatAreNotDue() throws Exception {
        Path detectors = Files.createDirectories(folder.resolve("tasks/detectors.d"));
        Path detector = Files.writeString(
                detectors.resolve("10-asked"), "#!/bin/sh\necho asked > " + folder.resolve("asked") + "\nexit 102\n");
        Files.setPosixFilePermissions(detector, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> loaded;
        Path log = folder.resolve("classes");
        try (TrainingNode node = IdleNode.in(folder)) {
            LinuxHost host = new LinuxHost(
                    folder.resolve("run"),
                    folder.resolve("state"),
                    List.of(),
                    folder.resolve("boot_id"),
                    List.of("false"),
                    List.of(),
                    Optional.of(detectors));
            Detection good = new Detection("10-asked", Said.GOOD, "", 0, Duration.ZERO, new TreeMap<>());
            new Detected(
                            Detected.When.now(host),
                            host.detectors().orElseThrow(),
                            // The indexes of the layers of the policy.
                            "34/0/0/",
                            "",
                            Duration.ofHours(1),
                            List.of(good))
                    .save(host);
            run(node, java("-Xshare:off", log));
            assertThat(node.requests()).isOne();
            loaded = Files.readAllLines(log);
        }
        assertThat(loaded).anyMatch(line -> line.contains("io.rebootmgr.detect.Detected "));
        assertThat(loaded).noneMatch(IdleRunIT::isForOtherRuns);
        assertThat(folder.resolve("asked")).doesNotExist();
    }

    @Test
    void takesTheProgramFromTheArchive() throws Exception {
        List<String> loaded = loaded("-XX:SharedArchiveFile=" + TREE.resolve("lib/rebootmgr.jsa"));

        assertThat(loaded)
                .filteredOn(line -> line.contains(" io.rebootmgr.") || line.contains(" com.fasterxml."))
                .isNotEmpty()
                .allMatch(line -> line.contains("shared objects file"));
    }

    private static boolean isForOtherRuns(String line) {
        return Stream.of(
                        "ch.qos.logback.",
                        "org.slf4j.",
                        "picocli.",
                        "com.orbitz.",
                        "okhttp3.",
                        "kotlin.",
                        "com.google.common.",
                        "io.rebootmgr.terminal.",
                        "com.fasterxml.jackson.databind.ObjectMapper ",
                        "io.rebootmgr.policy.PolicyFields ",
                        // What a switch over types and a record's own equals make at their first use.
                        "$$TypeSwitch",
                        "java.lang.runtime.",
                        // The first question for the time zone opens every jar.
                        "java.time.zone.ZoneRulesProvider ")
                .anyMatch(line::contains);
    }

    private static List<String> java(String sharing, Path log) {
        return List.of(
                JAVA.toString(),
                sharing,
                "-XX:+UseSerialGC",
                "-Xlog:class+load:file=" + log,
                "-cp",
                TREE.resolve("lib/rebootmgr-agent.jar").toString(),
                "io.rebootmgr.cli.Main");
    }

    /** What the JVM tells of every class that an idle run loads. */
    private List<String> loaded(String sharing) throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        try (TrainingNode node = IdleNode.in(folder)) {
            run(node, java(sharing, log));
        }
        return Files.readAllLines(log);
    }

    private Path run(TrainingNode node, List<String> program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(
                List.of("run", "--wait-if-next", "-v", "--config", node.config().toString()));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CONSUL_") || name.startsWith("JAVA_TOOL"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .describedAs(Files.readString(output))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
        return output;
    }
}
