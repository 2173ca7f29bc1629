package io.rebootmgr.task;

import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.nio.file.Path;
import java.util.List;

/** The directory of one stage; what counts as a task is said by {@link Executables}. */
final class TaskDirectory {
    private final Path tasks;
    private final Stage stage;
    private final boolean asRoot;

    TaskDirectory(Path tasks, Stage stage, boolean asRoot) {
        this.tasks = tasks;
        this.stage = stage;
        this.asRoot = asRoot;
    }

    /** @throws io.rebootmgr.host.HostException when it is there and cannot be read */
    Listing list() {
        return switch (Executables.in(tasks.resolve(stage.directory()), asRoot)) {
            case Executables.Missing(Path directory) -> new Listing.Missing(directory.toString());
            case Executables.Refused(List<String> causes) -> new Listing.Refused(causes);
            case Executables.Found(List<Path> files, List<String> skipped, List<String> broken) ->
                broken.isEmpty()
                        ? new Listing.Found(files.stream().map(this::task).toList(), skipped)
                        : new Listing.Refused(broken);
        };
    }

    private Task task(Path file) {
        return new Task(stage, file.getFileName().toString(), file.toString());
    }
}
