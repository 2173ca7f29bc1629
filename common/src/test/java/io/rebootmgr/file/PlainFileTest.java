package io.rebootmgr.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class PlainFileTest {
    @TempDir
    Path directory;

    private void assertRefused(Path path, String kind, LinkOption... options) {
        assertThatThrownBy(() -> PlainFile.read(path, 10, options))
                .isInstanceOf(PlainFile.NotPlain.class)
                .hasToString("it is " + kind + ", not a file")
                .satisfies(e -> assertThat(PlainFile.why((IOException) e)).isEqualTo("is " + kind));
    }

    @Test
    void readsAFileUpToItsBound() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "0123456789abc");

        assertThat(PlainFile.text(file, 10)).isEqualTo("0123456789");
        assertThat(PlainFile.text(file, 100)).isEqualTo("0123456789abc");
        assertThat(PlainFile.text(Path.of("/proc/sys/kernel/random/boot_id"), 100))
                .hasSize(37);
    }

    @Test
    void opensNothingThatIsNoFile() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused(pipe, "a pipe");
        assertRefused(Files.createSymbolicLink(directory.resolve("to-pipe"), pipe), "a pipe");
        assertRefused(directory, "a directory");
        assertRefused(Path.of("/dev/zero"), "a device");
        assertRefused(Path.of("/dev/tty"), "a device");
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(socket, "a socket");
        }
        Path file = Files.writeString(directory.resolve("file"), "");
        assertRefused(Files.createSymbolicLink(directory.resolve("link"), file), "a link", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void saysWhyThereIsNothing() {
        assertThatThrownBy(() -> PlainFile.read(directory.resolve("none"), 10))
                .isInstanceOf(NoSuchFileException.class)
                .satisfies(e -> assertThat(PlainFile.why((IOException) e)).isEqualTo("does not exist"));
    }

    @Test
    void readsWhatAShellHandsOver() throws Exception {
        Process handed = new ProcessBuilder("sleep", "60").start();
        try {
            // The pipe to its standard input, as <(command) would be one of ours.
            Path pipe = Path.of("/proc", Long.toString(handed.pid()), "fd/0");
            assertRefused(pipe, "a pipe");
        } finally {
            handed.destroy();
        }
        ProcessBuilder java = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName());
        Process reader = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        reader.getOutputStream().write("secret".getBytes(StandardCharsets.UTF_8));
        reader.getOutputStream().close();
        assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("secret");
    }

    /** A program of its own whose standard input is a pipe. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws IOException {
            System.out.print(PlainFile.text(Path.of("/dev/stdin"), 100));
        }
    }
}
