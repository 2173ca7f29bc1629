package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.host.Host.ShutdownLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownLocksTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyWhatBlocksAShutdownCounts() {
        assertThat(ShutdownLocks.read("a(ssssuu) 4"
                        + " \"sleep:shutdown\" \"APT\" \"installing \\\"linux\\\"\" \"block\" 0 4711"
                        + " \"shutdown\" \"Unattended Upgrades\" \"Stop ongoing upgrades\" \"delay\" 0 812"
                        + " \"shutdown\" \"a user\" \"\" \"block-weak\" 1000 813"
                        + " \"handle-power-key\" \"gdm\" \"\" \"block\" 0 814"))
                .containsExactly(new ShutdownLock("APT", "installing \\\"linux\\\""));
    }

    @Test
    void noneIsNoLock() {
        assertThat(ShutdownLocks.read("a(ssssuu) 0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a(ssssuu) ",
                "nonsense",
                "a(ssssuu) 1 \"shutdown\" \"APT\" \"cut o",
                "a(ssssuu) 2 \"a\" \"b\" \"c\" \"d\" 0 1"
            })
    void anAnswerOfAnotherShapeIsNoAnswer(String answer) {
        assertThatThrownBy(() -> ShutdownLocks.read(answer))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("systemd-inhibit --list");
    }

    @Test
    void withoutLogindThereAreNoLocks() {
        assertThat(new ShutdownLocks(folder.resolve("missing"), Map.of()).held())
                .isEmpty();
    }

    @Test
    void logindIsAskedThroughBusctl() throws IOException {
        busctl("echo 'a(ssssuu) 1 \"shutdown\" \"dnf\" \"a transaction\" \"block\" 0 4711'");

        assertThat(locks().held()).containsExactly(new ShutdownLock("dnf", "a transaction"));
    }

    @Test
    void aLogindThatDoesNotAnswerMayHoldALock() throws IOException {
        busctl("echo 'Failed to connect to bus' >&2; exit 1");

        assertThatThrownBy(() -> locks().held()).hasMessageContaining("exit code 1, Failed to connect to bus");
    }

    private ShutdownLocks locks() {
        return new ShutdownLocks(folder, Map.of("PATH", folder + ":/usr/bin:/bin"));
    }

    private void busctl(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("busctl"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
