package io.rebootmgr.simulation.mutation;

import io.rebootmgr.cycle.Ports;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Those that take what the operator's gate programs said for something else. */
final class MutantsOfPrograms {
    private static final int HOLDS = 75;

    private MutantsOfPrograms() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant(
                        "a gate program that could not be judged counts as open",
                        (self, ports) -> hearing(ports, MutantsOfPrograms::openUnlessItHolds)),
                new Mutant(
                        "a detector that could not say counts as good",
                        (self, ports) -> asking(ports, Stage.DETECT, (name, real) -> goodUnlessItSays(real.get()))),
                new Mutant("a gate program is asked once in a run", (self, ports) -> {
                    Map<String, TaskRunner.End> first = new HashMap<>();
                    return asking(ports, Stage.GATE, (name, real) -> first.computeIfAbsent(name, asked -> real.get()));
                }));
    }

    private static TaskRunner.End openUnlessItHolds(TaskRunner.End end) {
        return end instanceof TaskRunner.End.Exited exited && exited.code() == HOLDS
                ? end
                : new TaskRunner.End.Exited(0, Duration.ZERO);
    }

    private static TaskRunner.End goodUnlessItSays(TaskRunner.End end) {
        return end instanceof TaskRunner.End.Exited exited && exited.code() >= 100 && exited.code() <= 102
                ? end
                : new TaskRunner.End.Exited(0, Duration.ZERO);
    }

    /** An error is taken for the need of a hot change: what else asks, asks for more than that. */
    static TaskRunner.End hotUnlessItSays(TaskRunner.End end) {
        boolean says = end instanceof TaskRunner.End.Exited exited
                && (exited.code() == 0 || (exited.code() >= 100 && exited.code() <= 102));
        return says ? end : new TaskRunner.End.Exited(100, Duration.ZERO);
    }

    private static Ports hearing(Ports ports, Function<TaskRunner.End, TaskRunner.End> heard) {
        return asking(ports, Stage.GATE, (name, real) -> heard.apply(real.get()));
    }

    interface Asking {
        TaskRunner.End answer(String name, Supplier<TaskRunner.End> real);
    }

    static Ports asking(Ports ports, Stage stage, Asking asking) {
        TaskRunner real = ports.tasks();
        TaskRunner changed = new TaskRunner() {
            @Override
            public Listing list(Stage of) {
                return real.list(of);
            }

            @Override
            public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
                Supplier<End> end = () -> real.run(task, environment, timeout, watch);
                return task.stage() == stage ? asking.answer(task.name(), end) : end.get();
            }

            @Override
            public Optional<String> endLeftovers() {
                return real.endLeftovers();
            }
        };
        return new Ports(ports.consul(), ports.host(), changed, ports.clock(), ports.ids(), ports.listener());
    }
}
