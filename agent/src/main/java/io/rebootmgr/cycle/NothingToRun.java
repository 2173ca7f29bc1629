package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;

/**
 * A node that needs a change without a reboot, and has no tasks that make it. Nothing would change, and the change
 * would be needed again.
 */
final class NothingToRun {
    private NothingToRun() {}

    /** Why the run ends here; empty where a reboot is needed, or there are tasks, or nothing asks. */
    static Optional<Outcome> obstacle(TaskRunner runner, Facts facts) {
        return needed(facts).flatMap(kind -> switch (kind) {
            case HOT ->
                missing("no hot_tasks: this version does not make hot changes yet; a drain makes the change as"
                        + " well: `rebootmgr request --change drain`");
            case DRAIN ->
                Stages.has(runner, Stage.DRAINED)
                        ? Optional.empty()
                        : missing("no drained_tasks: a drain is needed, and nothing makes the change; put the"
                                + " programs that make it into " + directory(runner));
            case REBOOT -> Optional.empty();
        });
    }

    private static Optional<Outcome> missing(String text) {
        return Optional.of(new Outcome(ExitCode.NOT_INITIALISED, text));
    }

    private static String directory(TaskRunner runner) {
        return runner.list(Stage.DRAINED) instanceof Listing.Missing missing
                ? missing.directory()
                : Stage.DRAINED.directory();
    }

    /** The highest kind that anything asks for. */
    private static Optional<ChangeKind> needed(Facts facts) {
        try {
            return facts.fresh().stream().map(Trigger::change).max(ChangeKind::compareTo);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
