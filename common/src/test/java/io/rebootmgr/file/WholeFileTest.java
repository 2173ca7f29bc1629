package io.rebootmgr.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class WholeFileTest {
    private static final byte[] CONTENT = "a 1\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private Path secret = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void aSecretBesideADirectoryOfOthers() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), "secret");
        rights(secret, "rw-------");
        Path others = Files.createDirectory(folder.resolve("others"));
        rights(others, "rwxrwxrwx");
        file = others.resolve("x.prom");
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void write(Path to) throws IOException {
        WholeFile.write(to, CONTENT, "rw-r--r--");
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Files.createSymbolicLink(file, secret);
        Files.createSymbolicLink(file.resolveSibling("x.prom.new"), secret);

        write(file);

        assertThat(file).isRegularFile().hasBinaryContent(CONTENT);
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(secret).hasContent("secret");
        assertThat(rights(secret)).isEqualTo("rw-------");
    }

    /** Only root can give a file to somebody else. */
    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void noLinkOfOthersLeadsAstrayOnTheWay() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("way"), elsewhere);
        write(link.resolve("x.prom"));
        assertThat(elsewhere.resolve("x.prom")).hasBinaryContent(CONTENT);
        Files.delete(elsewhere.resolve("x.prom"));
        Files.setAttribute(link, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(() -> write(link.resolve("x.prom"))).hasMessageContaining("is not followed");
        assertThat(elsewhere).isEmptyDirectory();
    }

    /** Where others can write they can give a link of root's another name, or put theirs there after the look. */
    @Test
    void noLinkIsFollowedWhereOthersCanWrite() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("others/way"), elsewhere);

        assertThatThrownBy(() -> write(link.resolve("x.prom"))).hasMessageContaining("is not followed");
        assertThat(elsewhere).isEmptyDirectory();

        Files.setAttribute(folder.resolve("others"), "unix:mode", 01777);
        write(link.resolve("x.prom"));
        assertThat(elsewhere.resolve("x.prom")).hasBinaryContent(CONTENT);
    }

    /** Its open would wait until somebody writes to it. */
    @Test
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeInThePlaceOfTheDirectoryHoldsNobody() throws Exception {
        Path pipe = folder.resolve("others/pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> write(pipe.resolve("x.prom"))).hasMessageContaining(pipe + ": is no directory");
    }

    @Test
    void aRelativeLinkLeadsWhereTheKernelWouldGo() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.createSymbolicLink(folder.resolve("a/b/up"), Path.of("../../others"));

        write(folder.resolve("a/b/up/x.prom"));

        assertThat(file).hasBinaryContent(CONTENT);
    }

    /** Who may write the directory puts the link there just after the file was created. */
    @Test
    void noModeIsSetThroughALinkThatComesInBetween() throws Exception {
        Path link = folder.resolve("others/link");
        AtomicBoolean over = new AtomicBoolean();
        Thread other = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    Files.createSymbolicLink(link, secret);
                    Files.move(link, file.resolveSibling("x.prom.new"), StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    // The writer was faster.
                }
            }
        });
        try {
            for (int i = 0; i < 3_000 && rights(secret).equals("rw-------"); i++) {
                try {
                    write(file);
                } catch (IOException e) {
                    // The other was faster.
                }
            }
        } finally {
            over.set(true);
            other.join();
        }
        assertThat(rights(secret)).isEqualTo("rw-------");
        assertThat(secret).hasContent("secret");
    }

    @Test
    void everybodyCanReadItWhereTheDirectoryIsOurs() throws IOException {
        rights(folder.resolve("others"), "rwxr-xr-x");
        write(file);
        assertThat(rights(file)).isEqualTo("rw-r--r--");
        write(file);
        assertThat(file).hasBinaryContent(CONTENT);
    }
}
