package io.rebootmgr.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.process.Pids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs in notify.d, whatever they do. */
@Timeout(240)
class CourierTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Self SELF =
            new Self("web1", "web", new Keys("r"), Duration.ofMinutes(15), () -> ZoneOffset.UTC, "1.0");
    private static final Event EVENT = new Event.Claimed("c1", "new kernel");

    @TempDir
    private Path folder = Path.of("");

    private Path directory = Path.of("");
    private SystemClock clock = SystemClock.withoutShutdownHook();

    @BeforeEach
    void aDirectory() throws IOException {
        directory = Files.createDirectory(folder.resolve("notify.d"));
        clock = SystemClock.withoutShutdownHook();
    }

    @AfterEach
    void close() {
        clock.close();
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Courier courier(Duration bound) {
        Hook hook = new Hook(Map.of("PATH", "/usr/bin:/bin", "OUT", folder + "/out"), bound);
        return new Courier(SELF, clock, directory, false, hook);
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    @Test
    void getTheEventAsJsonAndItsNameInTheEnvironment() throws Exception {
        program("10-one", "echo \"$REBOOTMGR_EVENT $(env | grep -c TOKEN)\" >>$OUT; cat >>$OUT");
        Courier courier = courier(LONG);

        courier.bring(EVENT, Surroundings.UNKNOWN);
        courier.finish(LONG);

        assertThat(out()).startsWith("claimed 0\n").endsWith("}\n");
        String json = out().lines().skip(1).findFirst().orElseThrow();
        assertThat(Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .path("reason")
                        .textValue())
                .isEqualTo("new kernel");
    }

    @Test
    void areToldOneAfterTheOtherInOrder() throws Exception {
        program("20-two", "echo two $REBOOTMGR_EVENT >>$OUT");
        program("10-one", "sleep 0.2; echo one $REBOOTMGR_EVENT >>$OUT");
        program("30-old.rpmsave", "echo leftover >>$OUT");
        Files.writeString(directory.resolve("README"), "not executable");
        Courier courier = courier(LONG);

        courier.bring(EVENT, Surroundings.UNKNOWN);
        courier.bring(new Event.Rebooting("c1", "new kernel"), Surroundings.UNKNOWN);
        courier.finish(LONG);

        assertThat(out()).isEqualTo("one claimed\ntwo claimed\none rebooting\ntwo rebooting\n");
    }

    @Test
    void oneThatHangsIsKilledWithAllThatItStartedAndHoldsUpNobody() throws Exception {
        program("10-hangs", "echo $$ >>$OUT.pid; sleep 300 & echo $! >>$OUT.pid; wait");
        program("20-next", "echo told $REBOOTMGR_EVENT >>$OUT");
        Courier courier = courier(Duration.ofMillis(300));

        courier.bring(EVENT, Surroundings.UNKNOWN);
        courier.bring(new Event.Back("c1", "new kernel"), Surroundings.UNKNOWN);
        courier.finish(LONG);

        assertThat(out()).isEqualTo("told claimed\ntold back\n");
        assertThat(Files.readAllLines(folder.resolve("out.pid")))
                .as("not started a second time")
                .hasSize(2)
                .noneMatch(pid -> Pids.lives(Long.parseLong(pid)));
    }

    @Test
    void failingOrNotReadingHarmsNobody() throws Exception {
        program("10-fails", "exit 3");
        Path broken = program("15-broken", "");
        Files.writeString(broken, "#!/no/such/interpreter\n");
        program("20-next", "echo told >>$OUT");
        Courier courier = courier(LONG);

        courier.bring(EVENT, Surroundings.UNKNOWN);
        courier.finish(LONG);

        assertThat(out()).isEqualTo("told\n");
    }

    @Test
    void whenTheRunIsOverTheyAreEndedAfterAWhile() throws Exception {
        program("10-hangs", "exec sleep 300");
        Courier courier = courier(LONG);
        courier.bring(EVENT, Surroundings.UNKNOWN);
        Duration begun = clock.elapsed();

        courier.await(Duration.ofMillis(100));
        courier.finish(Duration.ofMillis(100));

        assertThat(clock.elapsed().minus(begun)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aMissingDirectoryIsFine() {
        Courier courier = new Courier(SELF, clock, folder.resolve("nowhere"), false, new Hook(Map.of(), Hook.BOUND));

        courier.bring(EVENT, Surroundings.UNKNOWN);
        courier.finish(LONG);

        assertThat(courier.hasListeners()).isFalse();
    }
}
