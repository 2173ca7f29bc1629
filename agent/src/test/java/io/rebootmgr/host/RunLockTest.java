package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RunLockTest {
    @TempDir
    Path directory;

    private Optional<Host.Lock> take() {
        return new RunLock(directory.resolve("run")).take();
    }

    private boolean isFree() {
        Optional<Host.Lock> lock = take();
        lock.ifPresent(Host.Lock::close);
        return lock.isPresent();
    }

    /** Takes the lock, says so, and holds it until killed. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            System.out.println(new RunLock(Path.of(arguments[0])).take().isPresent());
            System.in.read();
        }
    }

    @Test
    void makesItsDirectory() throws IOException {
        assertThat(isFree()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run"))))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void isFreeAgainWhenClosed() {
        assertThat(isFree()).isTrue();
        assertThat(isFree()).isTrue();
    }

    @Test
    void excludesAnotherRunOfThisProcessAndOutlivesItsTry() throws Exception {
        try (Host.Lock held = take().orElseThrow()) {
            assertThat(take()).isEmpty();
            // A careless second try would have given the lock back to everybody else.
            try (OtherJvm other =
                    OtherJvm.start(Holder.class, directory.resolve("run").toString())) {
                assertThat(other.line()).isEqualTo("false");
            }
            assertThat(held).isNotNull();
        }
        assertThat(isFree()).isTrue();
    }

    @Test
    void excludesAnotherProcessUntilItEndsHowever() throws Exception {
        try (OtherJvm other =
                OtherJvm.start(Holder.class, directory.resolve("run").toString())) {
            assertThat(other.line()).isEqualTo("true");
            assertThat(isFree()).isFalse();
        }
        assertThat(isFree()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"--exclusive", "--shared"})
    void honoursTheFlockOfAnOperator(String kind) throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Process operator = new ProcessBuilder("flock", kind, run.resolve("lock").toString(), "cat").start();
        try {
            Await.until(() -> !isFree(), Duration.ofSeconds(20), "flock to be seen");
        } finally {
            operator.getOutputStream().close();
        }
        assertThat(operator.waitFor()).isZero();
        assertThat(isFree()).isTrue();
    }

    @Test
    void doesNotMindTheFlockOfAnotherFile() throws Exception {
        Path other = Files.createDirectory(directory.resolve("run")).resolve("other");
        Process operator = new ProcessBuilder("flock", other.toString(), "sh", "-c", "echo locked; cat").start();
        try (var output = operator.inputReader()) {
            assertThat(output.readLine()).isEqualTo("locked");
            assertThat(isFree()).isTrue();
        } finally {
            operator.destroyForcibly().onExit().join();
        }
    }

    @ParameterizedTest
    @CsvSource({"0x1a, 567, 00:1a", "0xfe00, 567, fe:00", "0x10010305, 567, 103:10005"})
    void namesFilesAsTheKernelDoes(String device, long inode, String expected) {
        assertThat(RunLock.kernelName(Long.decode(device), inode)).isEqualTo(" " + expected + ":" + inode + " ");
    }

    @Test
    void saysWhatIsInTheWay() throws IOException {
        Files.writeString(directory.resolve("run"), "a file");

        assertThatThrownBy(this::take)
                .isInstanceOf(HostException.class)
                .hasMessageContaining(directory.resolve("run/lock").toString())
                .hasMessageContaining("paths.run");
        assertThatThrownBy(this::take).isInstanceOf(HostException.class);
    }
}
