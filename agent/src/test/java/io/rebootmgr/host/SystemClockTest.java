package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class SystemClockTest {
    @TempDir
    Path directory;

    /** Waits until told to end and tidies up, inside of the clock's life. */
    static final class TidyRun {
        private TidyRun() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws Exception {
            try (SystemClock clock = SystemClock.withShutdownHook()) {
                System.out.println("ready");
                try {
                    clock.sleep(Duration.ofHours(1));
                } catch (Terminated e) {
                    System.out.println(e.code().number());
                    // For who tells others of it, while the JVM is ending.
                    try (SystemClock second = SystemClock.withShutdownHook()) {
                        second.sleep(Duration.ofMillis(1));
                    }
                    new ClaimFile(Path.of(arguments[0])).save(new byte[] {1});
                }
            }
            System.exit(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void waitsForARunToTidyUpAndDiesOfTheSignal(String signal, int code) throws Exception {
        try (OtherJvm run = OtherJvm.start(TidyRun.class, directory.toString())) {
            assertThat(run.line()).isEqualTo("ready");
            long pid = run.process().pid();
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(run.line()).as("known by its signal").isEqualTo(Integer.toString(code));
            assertThat(run.exitCode()).isEqualTo(code);
            assertThat(Files.exists(directory.resolve("claim.json"))).isTrue();
        }
    }

    @Test
    void throwsOnceWhenToldToEndAndServesForPuttingThingsBack() throws Exception {
        Thread hook;
        try (SystemClock clock = SystemClock.withoutShutdownHook()) {
            clock.checkTerminated();
            assertThat(clock.signalled()).isEmpty();
            hook = Thread.ofPlatform().start(clock::terminate);
            assertThatThrownBy(() -> clock.sleep(Duration.ofHours(1))).isInstanceOf(Terminated.class);
            clock.checkTerminated();
            assertThat(clock.signalled()).as("asked again").contains(ExitCode.TERMINATED);
            Duration before = clock.elapsed();
            clock.sleep(Duration.ofMillis(30));
            assertThat(clock.elapsed().minus(before)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
            assertThat(hook.isAlive()).isTrue();
        }
        hook.join();
    }

    @Test
    void takesAnInterruptForBeingToldToEnd() {
        try (SystemClock clock = SystemClock.withoutShutdownHook()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> clock.sleep(Duration.ofHours(1))).isInstanceOf(Terminated.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void sleepsAsLongAsAskedAndMeasuresIt() {
        try (SystemClock clock = SystemClock.withShutdownHook()) {
            Duration before = clock.elapsed();
            clock.sleep(Duration.ofMillis(30));
            assertThat(clock.elapsed().minus(before)).isBetween(Duration.ofMillis(30), Duration.ofSeconds(10));
            assertThat(Duration.between(clock.now(), Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }
}
