package io.rebootmgr.cli;

import io.rebootmgr.json.Json;
import io.rebootmgr.show.StageTasks;
import io.rebootmgr.show.TasksJson;
import io.rebootmgr.show.TasksPage;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What each stage would run, in which order. */
@Command(
        name = "tasks",
        description = {
            "Show the tasks of this node in the order in which they run, and why it is that one: the step of each, and"
                    + " whom it comes after. Also what is skipped, and why. Runs nothing and asks nobody; exits with 105"
                    + " where a stage cannot be run, with all that is wrong with it.",
            "",
            "Example: rebootmgr tasks --stage pre_boot"
        })
final class TasksCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            converter = StageConverter.class,
            completionCandidates = StageConverter.class,
            description = "This stage only, as REBOOTMGR_STAGE names it (default: all).")
    private @Nullable Stage stage;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    TasksCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Path above = workplace.settings().paths().tasks();
            List<Stage> asked = stage == null ? StageConverter.DIRECTORIES : List.of(stage);
            List<StageTasks> stages = asked.stream()
                    .map(each -> new StageTasks(
                            each,
                            above.resolve(each.directory()).toString(),
                            workplace.tasks().list(each)))
                    .toList();
            if (json) {
                shell.out().println(Json.pretty(TasksJson.of(stages)));
            } else {
                shell.print(TasksPage.of(stages, shell.coloured()));
            }
            return (stages.stream().anyMatch(each -> each.listing() instanceof Listing.Refused)
                            ? ExitCode.INVALID
                            : ExitCode.DONE)
                    .number();
        }
    }
}
