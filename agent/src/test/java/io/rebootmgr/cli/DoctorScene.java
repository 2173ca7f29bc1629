package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node that is ready, and what doctor says of it. */
abstract class DoctorScene {
    @TempDir
    Path folder;

    TestFleet fleet;
    TestNode node;

    @BeforeEach
    void aNodeThatIsReady() throws IOException {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).env("PATH", folder.resolve("bin").toString());
        program("systemctl", "case $1 in is-enabled) echo enabled;; is-active) echo active;; esac");
        program("timedatectl", "echo yes");
    }

    void program(String name, String script) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void assertFound(int code, String... said) {
        var run = node.run("doctor");
        assertThat(run.code()).as(run.out()).isEqualTo(code);
        assertThat(run.out().replaceAll("\\s+", " ")).contains(said);
        assertThat(run.err()).isEmpty();
    }
}
