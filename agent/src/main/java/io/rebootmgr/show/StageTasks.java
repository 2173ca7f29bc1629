package io.rebootmgr.show;

import io.rebootmgr.order.Headed;
import io.rebootmgr.order.Placed;
import io.rebootmgr.order.TaskOrder;
import io.rebootmgr.order.TaskOrderResult;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.util.List;

/**
 * What a stage would run, to be shown.
 *
 * @param directory where its files stand, or would
 */
public record StageTasks(Stage stage, String directory, Listing listing) {

    /** The files in the order in which they would run, each with why it stands there. */
    static List<Placed> placed(List<Task> tasks) {
        List<Headed> headed = tasks.stream()
                .map(task -> new Headed(task.name(), task.header()))
                .toList();
        if (!(TaskOrder.of(headed) instanceof TaskOrderResult.Ordered(List<Placed> placed))) {
            throw new IllegalStateException("found in an order that there is not: " + headed);
        }
        return placed;
    }
}
