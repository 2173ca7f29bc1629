package io.rebootmgr.simulation.node;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.TaskRunner.Task;
import java.time.Duration;
import java.util.Optional;

/**
 * The task of a run that was killed outside its unit, where nobody ends the whole group: it lives on until its own time
 * is over, a later run ends it, or the node goes down.
 */
final class LeftTask {
    private final SimulatedNode node;
    private Optional<Running> left = Optional.empty();

    /**
     * A task and how it goes.
     *
     * @param ends when it is over, in the time of the simulation
     * @param code what it exits with then
     */
    record Running(String claim, Task task, Duration ends, int code) {}

    LeftTask(SimulatedNode node) {
        this.node = node;
    }

    /** Its run is dead, and it is not. */
    void livesOn(Running task) {
        left = Optional.of(task);
        node.around().saw(new Happening.Note(node.name() + "'s " + task.task().name() + " outlives its run"));
        Duration rest = task.ends().minus(node.around().timeline().now());
        node.around().timeline().after(rest.isNegative() ? Duration.ZERO : rest, () -> {
            if (left.filter(task::equals).isPresent()) {
                end(task.code());
            }
        });
    }

    boolean isThere() {
        return left.isPresent();
    }

    /** It is over, if there is one. */
    void end(int code) {
        Optional<Running> was = left;
        left = Optional.empty();
        was.ifPresent(one -> {
            node.detectors().ended(one.task(), code);
            node.around()
                    .saw(new Happening.TaskEnded(
                            node.name(),
                            one.claim(),
                            one.task().stage(),
                            one.task().name(),
                            code));
        });
    }
}
