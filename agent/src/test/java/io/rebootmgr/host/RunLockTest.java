package io.rebootmgr.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class RunLockTest {
    @TempDir
    Path directory;

    /** What is foretold without taking it comes true, too. */
    private Optional<Host.Lock> take() {
        RunLock lock = new RunLock(directory.resolve("run"));
        Optional<String> obstacle = lock.obstacle();
        try {
            Optional<Host.Lock> taken = lock.take();
            assertThat(obstacle).isEmpty();
            return taken;
        } catch (HostException e) {
            assertThat(obstacle).isPresent();
            throw e;
        }
    }

    private boolean isFree() {
        Optional<Host.Lock> lock = take();
        lock.ifPresent(Host.Lock::close);
        return lock.isPresent();
    }

    private boolean isHeldByAStranger() {
        try {
            new RunLock(directory.resolve("run")).take().ifPresent(Host.Lock::close);
            return false;
        } catch (HostException e) {
            return true;
        }
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
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run/lock"))))
                .isEqualTo("rw-------");
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
            assertThat(new RunLock(directory.resolve("run")).holder())
                    .contains(ProcessHandle.current().pid());
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
            assertThat(new RunLock(directory.resolve("run")).holder())
                    .as("named before it said what it does")
                    .contains(other.process().pid());
        }
        assertThat(isFree()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"--exclusive", "--shared"})
    void honoursTheFlockOfAnOperator(String kind) throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Process operator = new ProcessBuilder("flock", kind, run.resolve("lock").toString(), "cat").start();
        try {
            Await.until(this::isHeldByAStranger, Await.BOUND, "flock to be seen");
            assertThatThrownBy(this::take)
                    .hasMessageContaining("process " + operator.pid())
                    .hasMessageContaining("not a run of rebootmgr");
            assertThatThrownBy(() -> new RunLock(run).isHeld()).hasMessageContaining("process " + operator.pid());
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

    @Test
    void whatAnOlderAgentMadeIsTightenedAndWhoeverStillHoldsItIsNamed() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Path lock = Files.writeString(run.resolve("lock"), "");
        rights(run, "rwxr-xr-x");
        rights(lock, "rw-r--r--");
        rights(directory, "rwxr-xr-x");
        assumeTrue(FileStat.of(lock).uid() == 0, "another user can be had by root only");
        Process other = asNobody("exec flock --shared " + lock + " sh -c 'echo locked; cat'");
        try (var output = other.inputReader()) {
            assertThat(output.readLine()).isEqualTo("locked");
            assertThatThrownBy(this::take).isInstanceOf(HostException.class).hasMessageContaining("of user 65534");
            other.getOutputStream().close();
            assertThat(other.waitFor()).isZero();
        } finally {
            other.destroyForcibly();
        }
        assertThat(isFree()).isTrue();
        assertThat(rights(run)).isEqualTo("rwx------");
        assertThat(rights(lock)).isEqualTo("rw-------");
        assertThat(asNobody("flock --shared " + lock + " true 2>&1").waitFor()).isNotZero();
    }

    @Test
    void aDirectoryThatOthersUseTooKeepsItsMode() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.writeString(run.resolve("other.pid"), "1");
        rights(run, "rwxr-xr-x");

        assertThat(isFree()).isTrue();
        assertThat(rights(run)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void whereOthersCouldPutTheirOwnFileRootTakesNoLock() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.writeString(run.resolve("other.pid"), "1");
        rights(run, "rwxrwxrwx");
        assumeTrue(FileStat.of(run).uid() == 0, "it is root's fault");

        assertThatThrownBy(this::take).isInstanceOf(HostException.class).hasMessageContaining("paths.run");
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        rights(secret, "rw-r--r--");
        Files.createSymbolicLink(run.resolve("lock"), secret);

        assertThatThrownBy(this::take).isInstanceOf(HostException.class);
        assertThat(secret).hasContent("secret");
        assertThat(rights(secret)).isEqualTo("rw-r--r--");
    }

    private static Process asNobody(String script) throws IOException {
        return new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script)
                .start();
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
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
