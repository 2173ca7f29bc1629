package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.order.Headed;
import io.rebootmgr.order.Header;
import io.rebootmgr.order.HeaderReader;
import io.rebootmgr.order.HeaderResult;
import io.rebootmgr.order.Placed;
import io.rebootmgr.order.TaskOrder;
import io.rebootmgr.order.TaskOrderResult;
import io.rebootmgr.task.Executables.Other;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Path path = tasks.resolve(stage.directory());
        return switch (stage == Stage.IMPACT ? Executables.at(path, asRoot) : Executables.in(path, asRoot)) {
            case Executables.Missing(Path directory) ->
                isOfPrograms() && !Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)
                        ? new Listing.Refused(
                                directory + " is no directory, or cannot be reached; make it one, or" + " remove it")
                        : new Listing.Missing(directory.toString());
            case Executables.Refused(List<String> causes) -> new Listing.Refused(causes);
            case Executables.Found found when stage == Stage.GATE -> eachByItsName(found);
            case Executables.Found found
            when stage == Stage.DETECT && found.broken().isEmpty() -> eachByItsName(found);
            case Executables.Found(List<Path> files, List<Other> skipped, List<Other> broken) -> {
                List<String> causes = new ArrayList<>(texts(broken));
                List<Headed> headed = Stage.OF_TASKS.contains(stage) ? headed(files, causes) : withoutHeaders(files);
                yield causes.isEmpty() ? ordered(headed, texts(skipped)) : new Listing.Refused(causes);
            }
        };
    }

    /** Programs that only say something have none. */
    private static List<Headed> withoutHeaders(List<Path> files) {
        return files.stream()
                .map(file -> new Headed(file.getFileName().toString(), Header.NONE))
                .toList();
    }

    /** @param causes gets what keeps a header from being read */
    private static List<Headed> headed(List<Path> files, List<String> causes) {
        List<Headed> headed = new ArrayList<>();
        for (Path file : files) {
            switch (header(file)) {
                case HeaderResult.Valid(Header header) ->
                    headed.add(new Headed(file.getFileName().toString(), header));
                case HeaderResult.Malformed(List<String> problems) ->
                    problems.forEach(problem -> causes.add(file + " " + problem));
            }
        }
        return headed;
    }

    private static HeaderResult header(Path file) {
        try {
            return HeaderReader.read(PlainFile.read(file, HeaderReader.BYTES_MAX));
        } catch (AccessDeniedException e) {
            // A program that may be executed and not be read is no script.
            return new HeaderResult.Valid(Header.NONE);
        } catch (IOException e) {
            return new HeaderResult.Malformed(List.of(PlainFile.why(e) + ", so its header is not known"));
        }
    }

    private Listing ordered(List<Headed> headed, List<String> skipped) {
        // The impact program is one file, and stands beside the directories.
        Path directory = stage == Stage.IMPACT ? tasks : tasks.resolve(stage.directory());
        return switch (TaskOrder.of(headed)) {
            case TaskOrderResult.Ordered(List<Placed> placed) ->
                new Listing.Found(
                        placed.stream()
                                .map(Placed::task)
                                .map(task -> new Task(
                                        stage,
                                        task.name(),
                                        directory.resolve(task.name()).toString(),
                                        task.header()))
                                .toList(),
                        skipped);
            case TaskOrderResult.Impossible(List<String> causes) ->
                new Listing.Refused(
                        causes.stream().map(cause -> directory + ": " + cause).toList());
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
