package io.rebootmgr.simulation.mutation;

import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.util.List;

/** Those that change nodes in service wrong. */
final class MutantsOfHot {
    private MutantsOfHot() {}

    static List<Mutant> all() {
        return List.of(new Mutant(
                "the first hot task is taken for all of them",
                (self, ports) -> MutantsOfPrograms.asking(
                        ports,
                        Stage.HOT,
                        (name, real) ->
                                name.startsWith("1") ? real.get() : new TaskRunner.End.Exited(0, Duration.ZERO))));
    }
}
