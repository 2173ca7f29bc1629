package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What it costs a process to use the adapter: classes at the start, threads at the end. */
class StartUpIT {

    @Test
    void anIdleRunLoadsNeitherConsulClientNorAnObjectMapperNorALogger() throws Exception {
        List<String> output = run("-Xlog:class+load");
        assertThat(output).anyMatch(line -> line.contains("io.rebootmgr.consul.View "));
        assertThat(output)
                .noneMatch(line -> line.contains(" okhttp3.")
                        || line.contains(" com.orbitz.")
                        || line.contains(" retrofit2.")
                        || line.contains(" kotlin.")
                        || line.contains(".ObjectMapper ")
                        || line.contains(" org.slf4j."));
    }

    @Test
    void afterAWriteNothingKeepsTheProcess() throws Exception {
        long before = System.nanoTime();
        assertThat(run("-Dx=y", Unique.name("written"))).contains("READY");
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    private static List<String> run(String option, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                IdleRun.class.getName(),
                ConsulServer.http().toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader reader = process.inputReader()) {
            List<String> lines = reader.lines().toList();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
