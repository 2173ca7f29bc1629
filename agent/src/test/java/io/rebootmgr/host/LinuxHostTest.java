package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxHostTest {
    private static final Path KERNELS_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    @TempDir
    Path directory;

    private LinuxHost host(Path bootIdFile) {
        return new LinuxHost(
                directory.resolve("run"), directory.resolve("state"), List.of(), bootIdFile, List.of("true"));
    }

    private Path bootId(String content) throws IOException {
        return Files.writeString(directory.resolve("boot_id"), content);
    }

    @Test
    void knowsTheKernelsFacts() throws IOException {
        LinuxHost host = host(KERNELS_BOOT_ID);

        assertThat(host.bootId()).matches("[0-9a-f-]{36}").isEqualTo(host.bootId());
        assertThat(host.kernel()).isEqualTo(System.getProperty("os.version"));
        String uptime = Files.readString(Path.of("/proc/uptime"));
        assertThat(host.uptime().toSeconds() - (long) Double.parseDouble(uptime.split(" ", -1)[0]))
                .isBetween(-1L, 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot-1", " boot-1\n", "A.b_c-9"})
    void readsABootIdThatStandsForTheKernels(String content) throws IOException {
        assertThat(host(bootId(content)).bootId()).isEqualTo(content.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "two words",
                "a/b",
                "bööt",
                "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void refusesWhatIsNoBootId(String content) throws IOException {
        LinuxHost host = host(bootId(content));

        assertThatThrownBy(host::bootId)
                .isInstanceOf(HostException.class)
                .hasMessage(directory.resolve("boot_id") + " holds no boot id: set paths.boot_id to a file that does");
    }

    @Test
    void namesAMissingBootIdFile() {
        LinuxHost host = host(directory.resolve("missing"));

        assertThatThrownBy(host::bootId)
                .isInstanceOf(HostException.class)
                .hasMessageContaining(directory.resolve("missing").toString());
        assertThatThrownBy(host::uptime).isInstanceOf(HostException.class);
    }

    @Test
    void isUpSinceAStandInForTheBootIdWasWritten() throws IOException {
        Path file = bootId("boot-1");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(3))));
        assertThat(host(file).uptime()).isBetween(Duration.ofHours(3), Duration.ofHours(4));

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofHours(3))));
        assertThat(host(file).uptime()).isZero();
    }

    @Test
    void doesItsPartsUnderOneName() {
        LinuxHost host = host(KERNELS_BOOT_ID);

        host.saveClaim(new byte[] {7});
        assertThat(host.loadClaim()).contains(new byte[] {7});
        host.deleteClaim();
        assertThat(host.loadClaim()).isEmpty();
        assertThat(host.triggerFiles()).isEmpty();
        assertThat(host.reboot()).isEqualTo(new Host.Rebooted.Issued());
        try (Host.Lock lock = host.lock().orElseThrow()) {
            assertThat(host.lock()).as("while %s is held", lock).isEmpty();
        }
    }
}
