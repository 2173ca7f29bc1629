package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Something else stands where a file of this node is expected: no run hangs, and the message says what it is. */
@Timeout(240)
class NoFileThereTest {
    @TempDir
    Path directory;

    enum Kind {
        PIPE("a pipe"),
        DIRECTORY("a directory"),
        DEVICE("a device");

        final String name;

        Kind(String name) {
            this.name = name;
        }

        Path make(Path path) throws IOException {
            switch (this) {
                case PIPE -> {
                    try {
                        assertThat(new ProcessBuilder("mkfifo", path.toString())
                                        .start()
                                        .waitFor())
                                .isZero();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                case DIRECTORY -> Files.createDirectory(path);
                case DEVICE -> Files.createSymbolicLink(path, Path.of("/dev/zero"));
            }
            return path;
        }
    }

    private LinuxHost host(Path bootId) {
        return new LinuxHost(
                directory.resolve("run"),
                directory.resolve("state"),
                List.of(directory.resolve("trigger")),
                bootId,
                List.of("true"));
    }

    @ParameterizedTest
    @EnumSource
    void forTheBootId(Kind kind) throws IOException {
        Path file = kind.make(directory.resolve("boot_id"));

        assertThatThrownBy(() -> host(file).bootId())
                .isInstanceOf(HostException.class)
                .hasMessage("cannot read " + file + " (it is " + kind.name
                        + ", not a file): it must be there and readable");
    }

    @ParameterizedTest
    @EnumSource
    void forTheLock(Kind kind) throws IOException {
        Path file = kind.make(Files.createDirectories(directory.resolve("run")).resolve("lock"));

        assertThatThrownBy(() -> host(file).lock())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot lock " + file + " (it is " + (kind == Kind.DEVICE ? "a link" : kind.name)
                        + ", not a file): remove it");
    }

    @ParameterizedTest
    @EnumSource
    void forTheClaim(Kind kind) throws IOException {
        kind.make(Files.createDirectories(directory.resolve("state")).resolve("claim.json"));

        assertThat(host(directory).loadClaim())
                .hasValueSatisfying(content -> assertThat(content).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void forATriggerAndWhatStandsBesideIt(Kind kind) throws IOException {
        kind.make(directory.resolve("trigger"));
        kind.make(directory.resolve("trigger.pkgs"));

        assertThat(host(directory).triggerFiles())
                .extracting(Host.TriggerFile::reason)
                .containsExactly("");
    }

    @ParameterizedTest
    @EnumSource
    void forWhatARunDoes(Kind kind) throws IOException {
        kind.make(Files.createDirectories(directory.resolve("run")).resolve("doing"));

        assertThat(host(directory).whatIsDone()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void forSettingsAndToken(Kind kind) throws IOException {
        Path settings = kind.make(directory.resolve("rebootmgr.toml"));
        Path token = kind.make(directory.resolve("token"));

        assertThat(problems(Optional.of(settings), Map.of()))
                .isEqualTo(settings + ": is " + kind.name + ", expected a readable settings file");
        Path none = Files.writeString(directory.resolve("empty.toml"), "");
        assertThat(problems(Optional.of(none), Map.of("CONSUL_HTTP_TOKEN_FILE", token.toString())))
                .contains("which is " + kind.name + ", expected a file that holds a token");
    }

    private static String problems(Optional<Path> settings, Map<String, String> env) {
        SettingsResult read = SettingsReader.read(settings, env);
        return ((SettingsResult.Invalid) read).problems().getFirst().text();
    }
}
