package io.rebootmgr.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.host.LinuxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What detectors said last: how long it counts, and what becomes of it. */
class DetectedTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private LinuxHost host;

    @BeforeEach
    void aNodeWithADetector() throws IOException {
        Files.createDirectories(folder.resolve("detectors.d"));
        Files.writeString(folder.resolve("detectors.d/10-one"), "x");
        host = new LinuxHost(
                folder.resolve("run"),
                folder.resolve("state"),
                List.of(),
                Files.writeString(folder.resolve("boot_id"), "boot-1"),
                List.of("false"),
                List.of(),
                Optional.of(folder.resolve("detectors.d")));
        up(Duration.ofHours(10));
    }

    private void up(Duration uptime) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("boot_id"), FileTime.from(Instant.now().minus(uptime)));
    }

    private void said(Detection... detections) {
        new Detected(Detected.When.now(host), host.detectors().orElseThrow(), "1/0/0/", "", HOUR, List.of(detections))
                .save(host);
    }

    private static Detection one(String name, Said said, Map<String, String> facts) {
        return new Detection(name, said, "why", 0, Duration.ZERO, new TreeMap<>(facts));
    }

    @Test
    void itCountsForAnIntervalOfTheBootsClockAndInItsBootOnly() throws IOException {
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.YES);
        said(one("10-one", Said.REBOOT, Map.of()));
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.NO);
        assertThat(Detected.due(host, "2/0/0/", "")).isEqualTo(Detected.Due.BY_POLICY);
        up(Duration.ofMinutes(659));
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.NO);
        assertThat(Detected.isDue(host, Duration.ofMinutes(30))).isTrue();
        up(Duration.ofMinutes(661));
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.YES);
        up(Duration.ofHours(9));
        assertThat(Detected.due(host, "1/0/0/", "")).as("the clock went back").isEqualTo(Detected.Due.YES);
        up(Duration.ofHours(10));
        Files.writeString(folder.resolve("boot_id"), "boot-2");
        assertThat(Detected.in(host)).as("another boot").isEmpty();
    }

    @Test
    void aDetectorThatComesGoesOrChangesIsDueAtOnce() throws IOException {
        said(one("10-one", Said.GOOD, Map.of()));
        Path second = Files.writeString(folder.resolve("detectors.d/20-two"), "x");
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.YES);
        Files.delete(second);
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.NO);
        Files.setPosixFilePermissions(
                folder.resolve("detectors.d/10-one"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.YES);
        Files.delete(folder.resolve("detectors.d/10-one"));
        assertThat(Detected.due(host, "1/0/0/", "")).as("none is left").isEqualTo(Detected.Due.NO);
        assertThat(Detected.in(host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"boot_id\":\"boot-1\"}", "{\"boot_id\":7}"})
    void garbageWasNeverSaid(String garbage) throws IOException {
        said(one("10-one", Said.GOOD, Map.of()));
        Files.writeString(folder.resolve("state/detected.json"), garbage);
        assertThat(Detected.in(host)).isEmpty();
        assertThat(Detected.due(host, "1/0/0/", "")).isEqualTo(Detected.Due.YES);
    }

    @Test
    void onlyItsOwnerReadsItAndALinkInItsPlaceIsReplaced() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
        Files.createDirectories(folder.resolve("state"));
        Files.createSymbolicLink(folder.resolve("state/detected.json"), elsewhere);
        said(one("10-one", Said.HOT, Map.of()));
        assertThat(elsewhere).hasContent("precious");
        assertThat(Files.getPosixFilePermissions(folder.resolve("state/detected.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Detected.in(host).orElseThrow().verdict()).isEqualTo(Said.HOT);
    }

    @Test
    void theHighestWordCountsAndAnErrorIsHigherThanAll() {
        said(one("10-one", Said.REBOOT, Map.of("a", "1")), one("20-two", Said.ERROR, Map.of("a", "2", "b", "3")));
        Detected detected = Detected.in(host).orElseThrow();
        assertThat(detected.needs().verdict()).isEqualTo("error");
        assertThat(detected.error().orElseThrow().name()).isEqualTo("20-two");
        assertThat(detected.needs().facts()).isEqualTo(Map.of("a", "1", "b", "3"));
    }
}
