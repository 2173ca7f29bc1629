package io.rebootmgr.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.order.Header;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The headers of real files, and what a stage's directory comes to by them. */
class TaskHeadersTest {
    @TempDir
    private Path tasks;

    private Path write(Stage stage, String name, String... header) throws IOException {
        return new Scripts(tasks).write(stage, name, script(header), "rwxr-xr-x");
    }

    private static String script(String... header) {
        String fields = String.join("\n", header);
        return "#!/bin/sh\n### BEGIN REBOOTMGR INFO\n" + fields + "\n### END REBOOTMGR INFO\nexit 0\n";
    }

    private Listing list(Stage stage) {
        return new TaskDirectory(tasks, stage, false).list();
    }

    private List<Task> found(Stage stage) {
        return ((Listing.Found) list(stage)).tasks();
    }

    private List<String> causes(Stage stage) {
        return ((Listing.Refused) list(stage)).causes();
    }

    @Test
    void everyStageOfTasksHasItsOwnOrder() throws IOException {
        for (Stage stage : Stage.OF_TASKS) {
            write(stage, "10-nova", "# Service: nova", "# After: ovs", "# Timeout: 90s");
            write(stage, "20-ovs", "# Service: ovs");
            new Scripts(tasks).write(stage, "15-plain", "#!/bin/sh\n", "rwxr-xr-x");

            List<Task> tasks = found(stage);

            assertThat(tasks).extracting(Task::name).containsExactly("15-plain", "20-ovs", "10-nova");
            assertThat(tasks.getFirst().header()).isEqualTo(Header.NONE);
            assertThat(tasks.getLast().header().timeout()).contains(Duration.ofSeconds(90));
            assertThat(tasks.getLast().path()).isEqualTo(new Scripts(this.tasks).directory(stage) + "/10-nova");
        }
    }

    /** Each is asked, and they are no services. */
    @Test
    void programsThatAreOnlyAskedStayByName() throws IOException {
        for (Stage stage : List.of(Stage.GATE, Stage.DETECT)) {
            write(stage, "10-a", "# Step: 90", "# Requires: nobody");
            write(stage, "20-b", "# Step: x");
            assertThat(found(stage)).extracting(Task::name).containsExactly("10-a", "20-b");
        }
        new Scripts(tasks).write(Stage.DETECT, "30-empty", "", "rwxr-xr-x");
        assertThat(causes(Stage.DETECT)).singleElement().asString().contains("30-empty is empty");
    }

    @Test
    void whatCannotBeReadOrOrderedIsRefusedWithItsFileAndStage() throws IOException {
        Path malformed = write(Stage.PRE_BOOT, "10-a", "# Step: x", "# Once: fleet");
        Path endless = new Scripts(tasks)
                .write(Stage.PRE_BOOT, "20-b", "#!/bin/sh\n### BEGIN REBOOTMGR INFO\nexit 0\n", "rwxr-xr-x");
        assertThat(causes(Stage.PRE_BOOT))
                .hasSize(3)
                .anyMatch(cause -> cause.startsWith(malformed + " says Step in line 3"))
                .anyMatch(cause -> cause.startsWith(malformed + " says Once in line 4"))
                .anyMatch(cause -> cause.startsWith(endless + " begins a header in line 2 that does not end"));

        write(Stage.POST_BOOT, "10-a", "# After: b");
        write(Stage.POST_BOOT, "b", "# After: 10-a");
        assertThat(causes(Stage.POST_BOOT))
                .singleElement()
                .asString()
                .startsWith(tasks + "/post_boot_tasks: 10-a is to run after b is to run after 10-a");
    }

    @Test
    void ofALinkTheFileBehindItHasTheHeader() throws IOException {
        Path file = Files.writeString(tasks.resolve("nova"), script("# Step: 7"));
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path stage = Files.createDirectory(tasks.resolve("pre_boot_tasks"));
        Files.createSymbolicLink(stage.resolve("20-nova"), Path.of("../nova"));
        assertThat(found(Stage.PRE_BOOT)).singleElement().satisfies(task -> {
            assertThat(task.name()).isEqualTo("20-nova");
            assertThat(task.header().step()).isEqualTo(7);
        });
    }

    /** A compiled program with the words somewhere in it, and a file of a single line without end. */
    @Test
    void programsAndHugeLinesHaveNone() throws IOException {
        byte[] program = Files.readAllBytes(Path.of("/bin/true"));
        byte[] words = script("# Step: x").getBytes(StandardCharsets.UTF_8);
        byte[] both = java.util.Arrays.copyOf(program, program.length + words.length);
        System.arraycopy(words, 0, both, program.length, words.length);
        Path file = write(Stage.PRE_BOOT, "10-program");
        Files.write(file, both);
        new Scripts(tasks).write(Stage.PRE_BOOT, "20-huge", "#!/bin/sh\n:" + " x".repeat(1 << 20), "rwxr-xr-x");
        assertThat(found(Stage.PRE_BOOT)).extracting(Task::header).containsExactly(Header.NONE, Header.NONE);
    }
}
