package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Self;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dry run's way through the tasks, with {@code REBOOTMGR_DRY_RUN=1}. Those of every stage are run: a
 * {@code post_boot} task that is broken would keep the slot once the node is back, and an {@code abort} task is needed
 * when something else has gone wrong already.
 */
final class Rehearsal {
    private final Ports ports;
    private final Self self;
    private final ChangeKind change;
    private final Duration taskTimeout;

    Rehearsal(Ports ports, Self self, ChangeKind change, Duration taskTimeout) {
        this.ports = ports;
        this.self = self;
        this.change = change;
        this.taskTimeout = taskTimeout;
    }

    /**
     * All stages of a node that would make this change now. A stage that fails does not keep the next one from being
     * rehearsed; the first failure gives the exit code.
     *
     * @param gates judged once more at the end
     */
    Outcome ofAll(String reason, RunStep gates) {
        List<Outcome> failures = new ArrayList<>();
        List<String> went = new ArrayList<>();
        for (Stage stage : Stages.of(change)) {
            if (Stages.isLeftOut(ports.tasks(), stage)) {
                continue;
            }
            SessionGuard stopFlags = SessionGuard.ofStopFlags(ports, self);
            List<Entry.TaskRun> ran = new ArrayList<>();
            Stages stages = Stages.rehearsed(ports, self, change, "", reason, taskTimeout);
            Optional<Outcome> end = stages.run(stage, stopFlags, ran::add, why -> {});
            if (stopFlags.broken().isPresent()) {
                return stopFlags.broken().get();
            }
            end.ifPresent(failures::add);
            went.add(ran.size() + " " + stage.label());
        }
        if (!failures.isEmpty()) {
            String all = String.join("; ", failures.stream().map(Outcome::text).toList());
            return new Outcome(failures.getFirst().code(), "dry run: " + all);
        }
        return gates.take()
                .orElse(Outcome.done(
                        "dry run: would " + Forecast.words(change) + "; rehearsed tasks: " + String.join(", ", went)));
    }
}
