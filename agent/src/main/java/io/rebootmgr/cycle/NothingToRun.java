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
            case HOT -> none(runner, Stage.HOT, kind);
            case DRAIN -> none(runner, Stage.DRAINED, kind);
            case REBOOT -> Optional.empty();
        });
    }

    private static Optional<Outcome> none(TaskRunner runner, Stage stage, ChangeKind kind) {
        if (Stages.has(runner, stage)) {
            return Optional.empty();
        }
        String directory =
                runner.list(stage) instanceof Listing.Missing missing ? missing.directory() : stage.directory();
        return Optional.of(new Outcome(
                ExitCode.NOT_INITIALISED,
                "no " + stage.directory() + ": a " + kind.noun() + " is needed, and nothing makes it; put the"
                        + " programs that make it into " + directory));
    }

    /** The highest kind that anything asks for. */
    private static Optional<ChangeKind> needed(Facts facts) {
        try {
            return facts.asking().stream().map(Trigger::change).max(ChangeKind::compareTo);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
