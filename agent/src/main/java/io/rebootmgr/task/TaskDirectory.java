package io.rebootmgr.task;

import io.rebootmgr.task.Executables.Other;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
            case Executables.Missing(Path directory) ->
                isOfPrograms() && !Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)
                        ? new Listing.Refused(
                                directory + " is no directory, or cannot be reached; make it one, or" + " remove it")
                        : new Listing.Missing(directory.toString());
            case Executables.Refused(List<String> causes) -> new Listing.Refused(causes);
            case Executables.Found found when stage == Stage.GATE -> eachByItsName(found);
            case Executables.Found found
            when stage == Stage.DETECT && found.broken().isEmpty() -> eachByItsName(found);
            case Executables.Found(List<Path> files, List<Other> skipped, List<Other> broken) ->
                broken.isEmpty()
                        ? new Listing.Found(files.stream().map(this::task).toList(), texts(skipped))
                        : new Listing.Refused(texts(broken));
        };
    }

    /**
     * A gate that cannot be run, or that a link does not lead to any more, is one all the same: {@link TaskRunner#run}
     * says why it is not started, and nothing is open meanwhile.
     */
    private Listing eachByItsName(Executables.Found found) {
        List<Task> all = Stream.concat(
                        found.files().stream(),
                        Stream.concat(
                                        found.broken().stream(),
                                        found.skipped().stream().filter(Other::isLinkToNothing))
                                .map(Other::file))
                .sorted()
                .map(this::task)
                .toList();
        return new Listing.Found(
                all,
                texts(found.skipped().stream()
                        .filter(other -> !other.isLinkToNothing())
                        .toList()));
    }

    /** Those that need not be there: then it must be told from what cannot be reached. */
    private boolean isOfPrograms() {
        return stage == Stage.GATE || stage == Stage.DETECT;
    }

    private static List<String> texts(List<Other> others) {
        return others.stream().map(Other::text).toList();
    }

    private Task task(Path file) {
        return new Task(stage, file.getFileName().toString(), file.toString());
    }
}
