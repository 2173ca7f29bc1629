package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of systemd's answers, as real machines gave them. */
class UserspaceStartTest {
    private static final String ID = "1766f19c1b7f4f0a9d3a5c2f4b6e8a01";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aSystemdThatCounts() throws IOException {
        systemctl("case $* in *SoftRebootsCount*) echo 2;; *sysinit.target) echo " + ID + ";; esac");

        assertThat(told()).isEqualTo("2/" + ID);
    }

    /** 254 and 255: a property that they do not know is an empty answer. */
    @Test
    void aSystemdThatDoesNotCount() throws IOException {
        systemctl("case $* in *sysinit.target) echo " + ID + ";; esac");

        assertThat(told()).isEqualTo("/" + ID);
    }

    @Test
    void whatIsNoAnswerTellsNothing() throws IOException {
        systemctl("echo Failed to connect to bus");
        assertThat(told()).isEmpty();

        systemctl("case $* in *sysinit.target) echo " + ID + ";; *) echo 2;; esac; exit 1");
        assertThat(told()).isEmpty();
    }

    @Test
    void withoutSystemdNothingIsAsked() throws IOException {
        systemctl("touch \"${0%/*}/asked\"; echo 2");

        assertThat(new UserspaceStart(folder.resolve("missing"), Map.of("PATH", folder + ":/usr/bin:/bin")).told())
                .isEmpty();
        assertThat(folder.resolve("asked")).doesNotExist();
    }

    private String told() {
        return new UserspaceStart(folder, Map.of("PATH", folder + ":/usr/bin:/bin")).told();
    }

    private void systemctl(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("systemctl"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
