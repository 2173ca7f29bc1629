package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.order.Header;
import io.rebootmgr.order.Placed;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import java.util.List;

/** What {@code tasks --json} prints. */
public final class TasksJson {
    private TasksJson() {}

    /** For programs; the tasks of a stage in the order in which they would run. */
    public static ObjectNode of(List<StageTasks> stages) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("stages");
        stages.forEach(stage -> stage(list.addObject(), stage));
        return json;
    }

    private static void stage(ObjectNode json, StageTasks shown) {
        json.put("stage", shown.stage().label())
                .put("directory", shown.directory())
                .put("there", !(shown.listing() instanceof Listing.Missing));
        ArrayNode tasks = json.putArray("tasks");
        ArrayNode skipped = json.putArray("skipped");
        ArrayNode problems = json.putArray("problems");
        switch (shown.listing()) {
            case Listing.Missing missing -> {}
            case Listing.Refused(List<String> causes) -> causes.forEach(problems::add);
            case Listing.Found(List<Task> found, List<String> others) -> {
                StageTasks.placed(found).forEach(placed -> task(tasks.addObject(), placed));
                others.forEach(skipped::add);
            }
        }
    }

    private static void task(ObjectNode json, Placed placed) {
        Header header = placed.task().header();
        json.put("task", placed.task().name())
                .put("service", placed.task().service())
                .put("step", header.step());
        texts(json, "after", header.after());
        texts(json, "requires", header.requires());
        texts(json, "behind", placed.behind());
        texts(json, "absent", placed.absent());
        texts(json, "tags", header.tags());
        json.put("once", header.oncePerGroup() ? "group" : null)
                .put("timeout", header.timeout().map(Durations::format).orElse(null));
        texts(json, "unknown", header.unknown());
    }

    private static void texts(ObjectNode json, String field, List<String> texts) {
        ArrayNode array = json.putArray(field);
        texts.forEach(array::add);
    }
}
