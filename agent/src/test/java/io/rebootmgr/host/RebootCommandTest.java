package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.process.Pids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class RebootCommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    /** Runs with a systemctl of ours that reboots as the script says and tells this state of the system. */
    private Rebooted run(String rebootScript, String state, Duration bound, String... command) throws IOException {
        Path systemctl = directory.resolve("systemctl");
        Files.writeString(
                systemctl,
                "#!/bin/sh\ncase $1 in is-system-running) echo " + state + ";; *) " + rebootScript + ";; esac\n");
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = Map.of("PATH", directory + ":" + System.getenv("PATH"));
        return new RebootCommand(List.of(command), environment, bound).run();
    }

    @Test
    void isIssuedWhenTheCommandSucceeds() throws IOException {
        assertThat(run("test \"$*\" = reboot", "running", LONG, "systemctl", "reboot"))
                .isEqualTo(new Rebooted.Issued());
    }

    @Test
    void failsWithTheCommandsFirstComplaint() throws IOException {
        assertThat(run("echo; echo no rights >&2; echo more >&2; exit 4", "running", LONG, "systemctl", "reboot"))
                .isEqualTo(new Rebooted.Failed("systemctl reboot: exit code 4, no rights"));
        assertThat(run("exit 4", "degraded", LONG, "systemctl", "reboot"))
                .isEqualTo(new Rebooted.Failed("systemctl reboot: exit code 4"));
    }

    @Test
    void isIssuedWhenTheSystemGoesDownAllTheSame() throws IOException {
        assertThat(run("exit 1", "stopping", LONG, "systemctl", "reboot")).isEqualTo(new Rebooted.Issued());
        assertThat(run("exit 1", "stopping", LONG, directory + "/systemctl", "reboot"))
                .isEqualTo(new Rebooted.Issued());
    }

    @Test
    void asksAgainWhenTheShutdownKillsWhoAsks() throws IOException {
        Path asked = directory.resolve("asked");
        String killedAtFirst = "; test -e " + asked + " || { touch " + asked + "; kill $$; }; echo stopping";

        assertThat(run("kill $$", killedAtFirst, LONG, "systemctl", "reboot")).isEqualTo(new Rebooted.Issued());
    }

    @Test
    void isIssuedWhenNobodyCanTellWhetherTheSystemGoesDown() throws IOException {
        assertThat(run("kill $$", "; kill $$", LONG, "systemctl", "reboot")).isEqualTo(new Rebooted.Issued());
        assertThat(run("exit 1", "unknown", LONG, "systemctl", "reboot")).isEqualTo(new Rebooted.Issued());
        assertThat(run("exit 1", "starting", LONG, "systemctl", "reboot")).isEqualTo(new Rebooted.Issued());
    }

    @Test
    void asksTheSystemWhenAnotherCommandWasKilled() throws IOException {
        assertThat(run("", "stopping", LONG, "sh", "-c", "kill $$")).isEqualTo(new Rebooted.Issued());
        assertThat(run("", "running", LONG, "sh", "-c", "kill $$")).isInstanceOf(Rebooted.Failed.class);
    }

    @Test
    void doesNotAskTheSystemAboutAnotherCommand() throws IOException {
        assertThat(run("", "stopping", LONG, "false")).isEqualTo(new Rebooted.Failed("false: exit code 1"));
    }

    @Test
    void saysWhenThereIsNoSuchCommand() throws IOException {
        assertThat(run("", "running", LONG, "/no/such/command"))
                .isInstanceOfSatisfying(
                        Rebooted.NotStarted.class,
                        never -> assertThat(never.cause())
                                .startsWith("/no/such/command: ")
                                .contains("No such file"));
    }

    @Test
    void startsNoProgramThatOthersThanRootCouldPutThere() throws IOException {
        assumeTrue(LinuxHost.runsAsRoot(), "needs root");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path ran = directory.resolve("ran");

        assertThat(run("touch " + ran, "running", LONG, "systemctl", "reboot"))
                .isInstanceOfSatisfying(
                        Rebooted.NotStarted.class,
                        never -> assertThat(never.cause()).contains(directory + " can be written by others than root"));
        assertThat(ran).doesNotExist();
    }

    @Test
    void endsACommandThatHangsSoThatItCannotRebootLater() throws Exception {
        Path pid = directory.resolve("pid");
        Duration bound = Duration.ofSeconds(1);

        assertThat(run("echo $$ > " + pid + "; exec sleep 300", "running", bound, "systemctl", "reboot"))
                .isEqualTo(new Rebooted.Failed("systemctl reboot: no end within 1 s"));
        assertThat(Pids.lives(Pids.writtenTo(pid))).isFalse();
    }

    @Test
    void isIssuedWhenACommandHangsAndTheSystemGoesDown() throws IOException {
        assertThat(run("", "stopping", Duration.ofMillis(300), "sleep", "300")).isEqualTo(new Rebooted.Issued());
    }
}
