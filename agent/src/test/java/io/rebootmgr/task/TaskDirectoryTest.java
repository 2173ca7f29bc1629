package io.rebootmgr.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskDirectoryTest {
    @TempDir
    Path tasks;

    private Path stage = Path.of("/");

    @BeforeEach
    void makeStage() throws IOException {
        stage = Files.createDirectory(tasks.resolve("pre_boot_tasks"));
    }

    private Path script(Path path) throws IOException {
        Files.writeString(path, "#!/bin/sh\n");
        return permit(path, "rwxr-xr-x");
    }

    private static Path permit(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Listing list(boolean asRoot) {
        return new TaskDirectory(tasks, Stage.PRE_BOOT, asRoot).list();
    }

    private Listing.Found found() {
        return (Listing.Found) list(false);
    }

    @Test
    void ordersNamesByByte() throws IOException {
        for (String name : new String[] {"b", "a", "_", "Z", "A", "10-a", "9-a", "10_a", "10.a", "10", "z-é"}) {
            script(stage.resolve(name));
        }

        assertThat(found().tasks())
                .extracting(Task::name)
                .containsExactly("10", "10-a", "10.a", "10_a", "9-a", "A", "Z", "_", "a", "b", "z-é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10-a~", "a.rpmsave", "a.rpmnew", "a.rpmorig", "a.dpkg-old", "a.dpkg-dist", "a.dpkg-new"})
    void skipsLeftoversEvenIfExecutable(String name) throws IOException {
        script(stage.resolve(name));

        assertThat(found().tasks()).isEmpty();
        assertThat(found().skipped()).containsExactly(name + ": left behind by an editor or a package manager");
    }

    @Test
    void skipsWhatIsNoExecutableFileAndSaysWhy() throws Exception {
        script(stage.resolve(".hidden"));
        Files.createDirectory(stage.resolve("dir"));
        Files.writeString(stage.resolve("README"), "");
        Files.createSymbolicLink(stage.resolve("dangling"), Path.of("/no/such/file"));
        assertThat(new ProcessBuilder("mkfifo", stage.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(found().tasks()).isEmpty();
        assertThat(found().skipped())
                .containsExactly(
                        ".hidden: hidden",
                        "README: not executable",
                        "dangling: a link to nothing",
                        "dir: a directory",
                        "pipe: not a regular file");
    }

    @Test
    void takesALinkForWhatItPointsTo() throws IOException {
        Files.createSymbolicLink(stage.resolve("10-link"), script(tasks.resolve("elsewhere")));

        assertThat(found().tasks())
                .containsExactly(new Task(
                        Stage.PRE_BOOT, "10-link", stage.resolve("10-link").toString()));
    }

    @Test
    void saysThatADirectoryIsMissing() {
        assertThat(new TaskDirectory(tasks, Stage.ABORT, true).list())
                .isEqualTo(new Listing.Missing(tasks.resolve("abort_tasks").toString()));
    }

    /** Only root can make a file that belongs to root. */
    @Nested
    class RunningAsRoot {
        @BeforeEach
        void isRoot() throws IOException {
            assumeTrue(LinuxHost.runsAsRoot(), "needs root");
            script(stage.resolve("10-task"));
        }

        @Test
        void acceptsWhatOnlyRootCanWrite() throws IOException {
            permit(stage.resolve("10-task"), "rwxrwxr-x");

            assertThat(list(true)).isInstanceOf(Listing.Found.class);
        }

        @ParameterizedTest
        @CsvSource({
            "., 0, 0, rwxrwxrwx, can be written by others than root: chmod go-w",
            "., 0, 100, rwxrwxr-x, can be written by others than root: chmod go-w",
            "., 100, 0, rwxr-xr-x, 'belongs to user 100, not to root: chown root:root'",
            "pre_boot_tasks, 0, 0, rwxrwxrwx, can be written by others than root: chmod go-w",
            "pre_boot_tasks, 100, 0, rwx------, 'belongs to user 100, not to root: chown root:root'",
            "pre_boot_tasks/10-task, 0, 0, rwxr-xrwx, can be written by others than root: chmod go-w",
            "pre_boot_tasks/10-task, 0, 100, rwxrwxr-x, can be written by others than root: chmod go-w",
            "pre_boot_tasks/10-task, 100, 0, r-xr-xr-x, 'belongs to user 100, not to root: chown root:root'"
        })
        void refusesWhatOthersCanWrite(String name, int uid, int gid, String permissions, String complaint)
                throws IOException {
            Path path = tasks.resolve(name).normalize();
            Files.setAttribute(path, "unix:uid", uid);
            Files.setAttribute(path, "unix:gid", gid);
            permit(path, permissions);

            assertThat(list(true)).isEqualTo(new Listing.Refused(path + " " + complaint + " '" + path + "'"));
            assertThat(list(false)).isInstanceOf(Listing.Found.class);
        }

        @Test
        void refusesALinkToWhatOthersCanWrite() throws IOException {
            Path other = Files.createDirectory(tasks.resolve("other"));
            Path target = script(other.resolve("target"));
            Files.createSymbolicLink(stage.resolve("20-link"), target);
            assertThat(list(true)).isInstanceOf(Listing.Found.class);

            permit(target, "rwxrwxrwx");
            assertRefused(target);

            permit(target, "rwxr-xr-x");
            permit(other, "rwxrwxrwx");
            assertRefused(other);
        }

        @Test
        void refusesAChainOfLinksThatOthersCanBend() throws IOException {
            Path target = script(tasks.resolve("target"));
            Path others = Files.createDirectory(tasks.resolve("others"));
            Path middle = Files.createSymbolicLink(others.resolve("middle"), target);
            Files.createSymbolicLink(stage.resolve("20-link"), middle);
            assertThat(list(true)).isInstanceOf(Listing.Found.class);

            Files.setAttribute(others, "unix:uid", 100);
            assertRefused(others);

            Files.setAttribute(others, "unix:uid", 0);
            Files.setAttribute(middle, "unix:uid", 100, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            assertRefused(middle);
        }

        @Test
        void refusesWhatStandsBelowADirectoryOfOthers() throws IOException {
            Path home = Files.createDirectory(tasks.resolve("home"));
            Path below = Files.createDirectories(home.resolve("a/b"));
            Files.createSymbolicLink(stage.resolve("20-link"), script(below.resolve("task")));
            assertThat(list(true)).isInstanceOf(Listing.Found.class);

            Files.setAttribute(home, "unix:uid", 100);
            assertRefused(home);

            Files.setAttribute(home, "unix:uid", 0);
            permit(home, "rwxrwxrwx");
            assertRefused(home);
        }

        @Test
        void refusesAnInterpreterThatOthersCanWrite() throws IOException {
            Path interpreter = script(tasks.resolve("interpreter"));
            Files.writeString(stage.resolve("10-task"), "#!" + interpreter + "\n");
            assertThat(list(true)).isInstanceOf(Listing.Found.class);

            permit(interpreter, "rwxrwxrwx");
            assertRefused(interpreter);
        }

        @Test
        void looksAgainRightBeforeTheStart() throws IOException {
            Path task = stage.resolve("10-task");
            assertThat(Executables.obstacle(task, true)).isEmpty();

            permit(tasks, "rwxrwxrwx");
            assertThat(Executables.obstacle(task, true))
                    .hasValueSatisfying(cause -> assertThat(cause).startsWith(tasks + " can be written"));

            permit(tasks, "rwxr-xr-x");
            Files.writeString(task, "");
            assertThat(Executables.obstacle(task, true))
                    .hasValueSatisfying(cause -> assertThat(cause).startsWith(task + " is empty"));
        }

        @Test
        void endlessLinksAreNoAnswer() throws IOException {
            Path one = tasks.resolve("one");
            Files.createSymbolicLink(one, tasks.resolve("two"));
            Files.createSymbolicLink(tasks.resolve("two"), one);

            org.assertj.core.api.Assertions.assertThatThrownBy(() -> io.rebootmgr.host.RootOnly.violatedBy(one))
                    .isInstanceOf(IOException.class);
        }

        @Test
        void doesNotMindWhatItSkips() throws IOException {
            permit(Files.writeString(stage.resolve("README"), ""), "rw-rw-rw-");

            assertThat(list(true)).isInstanceOf(Listing.Found.class);
        }

        @Test
        void acceptsTasksBelowAStickyDirectory() throws IOException {
            Files.setAttribute(tasks, "unix:mode", 01777);

            assertThat(list(true)).isInstanceOf(Listing.Found.class);
        }

        private void assertRefused(Path path) {
            assertThat(list(true))
                    .isInstanceOfSatisfying(
                            Listing.Refused.class,
                            refused -> assertThat(refused.cause()).startsWith(path + " "));
        }
    }
}
