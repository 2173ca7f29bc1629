package io.rebootmgr.task;

import io.rebootmgr.task.TaskRunner.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Real shell scripts below a directory. */
record Scripts(Path tasks) {

    Task task(String name, String script) throws IOException {
        Path file = write(Stage.PRE_BOOT, name, "#!/bin/sh\n" + script + "\n", "rwxr-xr-x");
        return new Task(Stage.PRE_BOOT, name, file.toString());
    }

    Path directory(Stage stage) {
        return tasks.resolve(stage.directory());
    }

    Path write(Stage stage, String name, String content, String permissions) throws IOException {
        Path file = Files.createDirectories(directory(stage)).resolve(name);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
