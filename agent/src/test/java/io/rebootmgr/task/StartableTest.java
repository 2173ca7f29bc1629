package io.rebootmgr.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.task.TaskRunner.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drain that cannot be executed must not be taken for none. */
class StartableTest {
    @TempDir
    Path tasks;

    private Path program(byte[] content) throws IOException {
        Path stage = Files.createDirectories(tasks.resolve("pre_boot_tasks"));
        Path file = Files.write(stage.resolve("10-drain"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Listing listed(byte[] content) throws IOException {
        program(content);
        return new TaskDirectory(tasks, Stage.PRE_BOOT, false).list();
    }

    private Listing listed(String content) throws IOException {
        return listed(content.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Listing listing, String cause) {
        assertThat(listing)
                .isInstanceOfSatisfying(
                        Listing.Refused.class,
                        refused -> assertThat(refused.cause()).contains("10-drain", cause));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "'\\n \\n'|is empty",
                "'#!/bin/sh\\r\\nexit 0\\r\\n'|has the line ends of Windows",
                "'#!/usr/bin/env bash\\r\\n'|has the line ends of Windows",
                "'#!\\nexit 0\\n'|names no interpreter after #!",
                "'#!/no/such/python\\n'|needs the interpreter /no/such/python, which does not exist",
                "'#!/usr\\n'|needs the interpreter /usr, which is not a file",
                "'#! /usr/bin/env no-such-python3\\n'|needs the interpreter no-such-python3, which is not in the PATH",
                "'#!/usr/bin/env -S no-such-python3 -u\\n'|needs the interpreter no-such-python3, which is not in the PATH",
                "'#!/usr/bin/env -S VAR=1 /no/such/python -u\\n'|needs the interpreter /no/such/python, which does not exist",
                "'#!/usr/bin/env -S -i -u VAR A=b /no/such/python\\n'|needs the interpreter /no/such/python, which does",
                "'#!/usr/bin/env -iS A=\"b c\" /no/such/python\\n'|needs the interpreter /no/such/python, which does not exist",
                "'#!/usr/bin/env --split-string=/no/such/python\\n'|needs the interpreter /no/such/python, which does not exist",
                "'#!/usr/bin/env -S env -- env no-such-python3\\n'|needs the interpreter no-such-python3, which is not in the PATH",
                "'#!/usr/bin/env -S PATH=/nowhere sh\\n'|needs the interpreter sh, which is not in the PATH",
                "'#!/usr/bin/env -S -C /nowhere ./sh\\n'|needs the interpreter /nowhere/./sh, which does not exist",
                "'#!/usr/bin/env /no/such/python\\n'|needs the interpreter /no/such/python, which does not exist",
                "'#!/usr/bin/env sh -e\\n'|which is not in the PATH; for several words write env -S",
                "'#!/usr/bin/env -i FOO=bar sh\\n'|gives env several words as one",
                "'#!/usr/bin/env FOO=bar sh\\n'|names no interpreter after env and would start itself without end",
                "'#!/usr/bin/env\\n'|names no interpreter after env and would start itself without end",
                "'#!/usr/bin/env -S sh \"-e\\n'|has a quote without an end",
                "'#!/usr/bin/env --no-such sh\\n'|gives env the option --no-such",
                "'#!/etc/passwd\\n'|needs the interpreter /etc/passwd, which has execute bits and cannot be executed",
                "'\ufeff#!/bin/sh\\n'|begins with a byte order mark"
            })
    void refusesWhatCannotBeExecuted(String content, String cause) throws IOException {
        String text = content.replace("\\n", "\n").replace("\\r", "\r");
        assertRefused(listed(text), text.startsWith("#!/etc") ? "needs the interpreter /etc/passwd, which" : cause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/bin/sh",
                "#!/bin/sh\n",
                "#! \t/bin/sh -e\nexit 0\n",
                "#!/usr/bin/env sh\n",
                "#!/usr/bin/env -S sh -e\n",
                "#!/usr/bin/env -S -i FOO=bar sh\n",
                "#!/usr/bin/env -S VAR=1 /bin/sh -e\n",
                "#!/usr/bin/env -S -u VAR PATH=/nowhere:${PATH} sh # and no more\n",
                "#!/usr/bin/env -S-iv --chdir=/bin ./sh\n",
                "#!bin/sh\n",
                "exit 0\n"
            })
    void takesWhatCanBe(String content) throws IOException {
        assertThat(listed(content)).isInstanceOf(Listing.Found.class);
    }

    /** The real env is asked too: what is foretold here is what it does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-S VAR=1 /bin/sh",
                "-S  VAR='a b' \\_sh",
                "-Si VAR=1 /no/such/sh",
                "-iS VAR=1 sh",
                "-S -uPATH -- sh",
                "-S -u PATH PATH=/nowhere sh",
                "-S --uns=VAR --ch=/bin ./sh",
                "-S - sh",
                "-S \"/bin/sh\"#c",
                "-S sh #c",
                "-S s\\h",
                "-S \\c sh",
                "-S $PATH",
                "-S PATH=${PATH}:/nowhere env env -S sh",
                "-S 'sh",
                "-u VAR sh",
                "-vS sh",
                "--version",
                "VAR=1"
            })
    void foretellsWhatEnvDoes(String words) throws Exception {
        Path file = program(("#!/usr/bin/env " + words + "\nexit 0\n").getBytes(StandardCharsets.UTF_8));
        ProcessBuilder line = new ProcessBuilder("/usr/bin/env", words, "/dev/null").directory(new java.io.File("/"));
        Process env = line.redirectErrorStream(true).start();
        env.getOutputStream().close();
        String said = new String(env.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Given /dev/null to read, a shell is content; a help text, or /dev/null for a program, is not what was meant.
        boolean starts = env.waitFor() == 0 && !said.contains("Copyright");

        assertThat(Startable.judge(file)).as(said).isInstanceOf(starts ? Startable.Yes.class : Startable.No.class);
    }

    @Test
    void refusesAnInterpreterBehindEnvThatOthersCanWrite() throws IOException {
        assumeTrue(LinuxHost.runsAsRoot(), "needs root");
        Path shell = Files.copy(Path.of("/bin/sh"), tasks.resolve("sh"));
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxrwxrwx"));
        program(("#!/usr/bin/env -S VAR=1 " + shell + "\nexit 0\n").getBytes(StandardCharsets.UTF_8));

        Listing.Refused refused = (Listing.Refused) new TaskDirectory(tasks, Stage.PRE_BOOT, true).list();

        assertThat(refused.cause()).contains(shell + " can be written by others than root");
    }

    @Test
    void takesAProgramOfThisMachineAndNoneOfAnother() throws IOException {
        byte[] program = Files.readAllBytes(Path.of("/usr/bin/true").toRealPath());
        assertThat(listed(program)).isInstanceOf(Listing.Found.class);

        for (int length : new int[] {20, 64, 200, 4096, program.length / 2}) {
            assertRefused(listed(Arrays.copyOf(program, length)), "is a program that was cut off");
        }
        byte[] withoutSegments = program.clone();
        withoutSegments[56] = 0;
        assertRefused(listed(withoutSegments), "is a program that was cut off");

        byte[] foreign = program.clone();
        foreign[18] = 8;
        assertRefused(listed(foreign), "is a program for another kind of machine");

        byte[] withoutLoader = program.clone();
        int at = new String(program, StandardCharsets.ISO_8859_1).indexOf("/lib");
        assumeTrue(at > 0 && at < Elf.HEAD, "its loader stands in its head");
        withoutLoader[at + 1] = 'x';
        assertRefused(listed(withoutLoader), "needs the loader /xib");
    }

    @Test
    void refusesWhatIsNeitherScriptNorProgram() throws IOException {
        assertRefused(listed(new byte[] {'P', 'K', 3, 4, 0, 0}), "is neither a script nor a program for this machine");
    }

    @Test
    void namesEveryOneOfThem() throws IOException {
        program(new byte[0]);
        Path other = Files.writeString(tasks.resolve("pre_boot_tasks/20-other"), "#!/no/such\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));

        Listing.Refused refused = (Listing.Refused) new TaskDirectory(tasks, Stage.PRE_BOOT, false).list();

        assertThat(refused.causes()).hasSize(2);
    }

    @Test
    void namesTheMountThatForbidsIt() throws Exception {
        assumeTrue(LinuxHost.runsAsRoot(), "needs root");
        assumeTrue(mount("-t", "tmpfs", "-o", "noexec", "none", tasks.toString()), "cannot mount here");
        try {
            assertRefused(listed("#!/bin/sh\nexit 0\n"), tasks + " is mounted noexec");
        } finally {
            new ProcessBuilder("umount", tasks.toString()).start().waitFor();
        }
    }

    @Test
    void theNearestMountCounts() {
        List<String> mounts = List.of(
                "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
                "22 21 0:20 / /srv rw,nosuid,noexec - tmpfs tmpfs rw",
                "23 22 0:21 / /srv/with\\040blank rw - tmpfs tmpfs rw",
                "broken");

        assertThat(Mounts.noexec(Path.of("/srv/a"), mounts)).isEqualTo(Optional.of(Path.of("/srv")));
        assertThat(Mounts.noexec(Path.of("/srv/with blank/a"), mounts)).isEmpty();
        assertThat(Mounts.noexec(Path.of("/etc/a"), mounts)).isEmpty();
    }

    @Test
    void whatTheKernelWasTaughtCanBeExecuted() {
        byte[] head = {1, 2, (byte) 0xf3, 4};
        String format = "enabled\ninterpreter /usr/bin/qemu\nflags: \noffset 1\nmagic 02f0\nmask fff0\n";

        assertThat(BinaryFormats.takes(format, Path.of("/a"), head)).isTrue();
        assertThat(BinaryFormats.takes(format.replace("enabled", "disabled"), Path.of("/a"), head))
                .isFalse();
        assertThat(BinaryFormats.takes(format.replace("02f0", "03f0"), Path.of("/a"), head))
                .isFalse();
        assertThat(BinaryFormats.takes("enabled\nextension .jar\n", Path.of("/a.jar"), head))
                .isTrue();
        assertThat(BinaryFormats.takes("enabled\noffset x\n", Path.of("/a"), head))
                .isFalse();
    }

    private static boolean mount(String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("mount"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
