package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.host.Host.TriggerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

@Timeout(240)
class TriggerFilesTest {
    static final List<Arguments> REASONS = List.of(
            Arguments.of("", ""),
            Arguments.of("kernel update", "kernel update"),
            Arguments.of("*** System restart required ***\nmore\n", "*** System restart required ***"),
            Arguments.of("  colour \u001B[31mred\u001B[0m\t!\r\n", "colour red !"),
            Arguments.of("\nsecond line", ""),
            Arguments.of("x".repeat(1_000_000), "x".repeat(200)));

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("reboot-required");
    }

    private List<TriggerFile> present() {
        return new TriggerFiles(List.of(path(), directory.resolve("other"))).present();
    }

    @ParameterizedTest
    @FieldSource("REASONS")
    void tellsTheFirstLineAsReason(String content, String reason) throws IOException {
        Files.writeString(path(), content);

        assertThat(present()).extracting(TriggerFile::reason).containsExactly(reason);
    }

    @Test
    void namesTheFirstPackagesThatTheFileBesideItTellsOf() throws IOException {
        Path packages = directory.resolve("reboot-required.pkgs");
        Files.writeString(path(), "*** System restart required ***\n");
        Files.writeString(packages, "linux-image-6.1\nlibc6\nlibc6\ndbus\n\u001B[31mred\n\nsystemd\n");
        assertThat(present())
                .extracting(TriggerFile::reason)
                .containsExactly("*** System restart required ***: linux-image-6.1, libc6, dbus and 2 more");

        Files.writeString(path(), "");
        Files.writeString(packages, "libc6\n");
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("libc6");

        Files.writeString(packages, ("x".repeat(100_000) + "\n").repeat(20));
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("x".repeat(40));

        Files.delete(packages);
        Files.createSymbolicLink(packages, Files.writeString(directory.resolve("secret"), "secret"));
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("");
    }

    @Test
    void keepsTheOrderOfTheSettings() throws IOException {
        assertThat(present()).isEmpty();
        Files.writeString(directory.resolve("other"), "");
        Files.writeString(path(), "");

        assertThat(present())
                .extracting(TriggerFile::path)
                .containsExactly(path().toString(), directory.resolve("other").toString());
    }

    @Test
    void tellsAnUnchangedFileFromOneWrittenAgain() throws IOException {
        Files.writeString(path(), "");
        Instant moment = Instant.parse("2026-02-03T04:05:06.123456789Z");
        Files.setLastModifiedTime(path(), FileTime.from(moment));
        TriggerFile first = present().getFirst();
        assertThat(first.modified()).isEqualTo(moment.getEpochSecond() * 1_000_000_000L + moment.getNano());
        assertThat(present()).containsExactly(first);

        Files.setLastModifiedTime(path(), FileTime.from(moment.plusNanos(1)));
        assertThat(present()).doesNotContain(first);

        Path replacement = Files.writeString(directory.resolve("replacement"), "");
        Files.setLastModifiedTime(replacement, FileTime.from(moment));
        Files.move(replacement, path(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(present()).doesNotContain(first);
    }

    @Test
    void whateverIsThereAsks() throws Exception {
        Files.createDirectory(path());
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("");

        Files.delete(path());
        Files.createSymbolicLink(path(), Path.of("/no/such/file"));
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("");

        Files.delete(path());
        assertThat(new ProcessBuilder("mkfifo", path().toString()).start().waitFor())
                .isZero();
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("");
    }

    @Test
    void aLinkDoesNotPublishTheFileThatItLeadsTo() throws IOException {
        Path secret = Files.writeString(directory.resolve("shadow"), "root:secret");
        Files.createSymbolicLink(path(), secret);

        assertThat(present()).extracting(TriggerFile::reason).containsExactly("");
    }

    /** Only root can give a link to somebody else. */
    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void aLinkOfOthersOnTheWayDoesNotPublishTheFileThatItLeadsTo() throws IOException {
        Path theirs = Files.createDirectory(directory.resolve("theirs"));
        Path link = Files.createSymbolicLink(theirs.resolve("way"), directory);
        Files.writeString(path(), "root:secret");
        Files.writeString(directory.resolve("reboot-required.pkgs"), "root:secret");
        TriggerFiles files = new TriggerFiles(List.of(link.resolve("reboot-required")));
        assertThat(files.present()).extracting(TriggerFile::reason).containsExactly("root:secret: root:secret");

        Files.setAttribute(link, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
        assertThat(files.present())
                .as("it still asks")
                .extracting(TriggerFile::reason)
                .containsExactly("");

        // One of root's that somebody else may have put there under this name.
        Files.setAttribute(link, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(theirs, "unix:uid", 65534);
        assertThat(files.present()).extracting(TriggerFile::reason).containsExactly("");
    }

    /** Whoever may write the directory puts a pipe there between the look and the open. */
    @Test
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeThatComesInBetweenHoldsNobody() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path file = Files.writeString(directory.resolve("file"), "kernel update");
        Files.createLink(path(), file);
        Path next = directory.resolve("next");
        AtomicBoolean over = new AtomicBoolean();
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                while (!over.get()) {
                    for (Path one : List.of(pipe, file)) {
                        Files.createLink(next, one);
                        Files.move(next, path(), StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            // Until one has met the pipe; without patience that one would never end.
            boolean met = false;
            for (int i = 0; i < 5_000 && !met; i++) {
                long begun = System.nanoTime();
                present();
                met = System.nanoTime() - begun > 1_000_000_000L;
            }
        } finally {
            over.set(true);
            other.join();
        }
        assertThat(present()).extracting(TriggerFile::reason).containsExactly("kernel update");
    }

    @Test
    void saysWhenItCannotTell() throws IOException {
        Files.createSymbolicLink(path(), path());
        Path below = path().resolve("file");

        assertThatThrownBy(() -> new TriggerFiles(List.of(below)).present())
                .isInstanceOf(HostException.class)
                .hasMessageContaining(below.toString());
    }
}
