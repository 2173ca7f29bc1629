package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.host.Host.ShutdownLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownLocksTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyWhatBlocksAShutdownCounts() {
        assertThat(read("a(ssssuu) 4"
                        + " \"sleep:shutdown\" \"APT\" \"installing \\\"linux\\\"\" \"block\" 0 4711"
                        + " \"shutdown\" \"Unattended Upgrades\" \"Stop ongoing upgrades\" \"delay\" 0 812"
                        + " \"shutdown\" \"a user\" \"\" \"block-weak\" 1000 813"
                        + " \"handle-power-key\" \"gdm\" \"\" \"block\" 0 814"))
                .containsExactly(new ShutdownLock("APT", "installing \\\"linux\\\""));
    }

    @Test
    void noneIsNoLock() {
        assertThat(read("a(ssssuu) 0")).isEmpty();
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
        assertThat(shutdownLocks(answer)).isEmpty();
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

    @Test
    void anAnswerOfAnotherShapeMayHideALock() throws IOException {
        busctl("echo nonsense");

        assertThatThrownBy(() -> locks().held())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("it said: nonsense")
                .hasMessageContaining("systemd-inhibit --list");
    }

    /** Any user may take a delay lock, with a text of any length. */
    @Test
    void longTextsAndManyLocksThatOnlyDelayDoNotHold() throws IOException {
        busctl("""
                printf 'a(ssssuu) 500'; i=0; text=$(head -c 100000 /dev/zero | tr '\\0' x)
                while [ $i -lt 500 ]; do i=$((i + 1))
                printf ' "shutdown" "user" "%s" "delay" 1000 4711' "$text"; done; echo""");

        assertThat(locks().held()).isEmpty();
    }

    @Test
    void behindManyLocksThatOnlyDelayOneThatBlocksIsSeen() {
        String delaying = " \"shutdown\" \"user\" \"" + "\\\"x".repeat(1_000) + "\" \"delay\" 1000 4711";

        assertThat(read("a(ssssuu) 51" + delaying.repeat(50) + " \"shutdown\" \"dnf\" \"busy\" \"block\" 0 1\n"))
                .containsExactly(new ShutdownLock("dnf", "busy"));
    }

    private static Optional<List<ShutdownLock>> shutdownLocks(String answer) {
        InhibitorList list = new InhibitorList();
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        list.write(bytes, 0, bytes.length);
        return list.shutdownLocks();
    }

    private static List<ShutdownLock> read(String answer) {
        return shutdownLocks(answer).orElseThrow();
    }

    private ShutdownLocks locks() {
        return new ShutdownLocks(folder, Map.of("PATH", folder + ":/usr/bin:/bin"));
    }

    private void busctl(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("busctl"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
