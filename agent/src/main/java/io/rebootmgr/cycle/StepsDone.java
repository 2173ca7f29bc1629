package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which hot tasks this node has done in a rollout whose nodes keep step: by name, for a task may get another step while
 * its node waits, and new ones may come; and in this boot, for what they changed may be gone after the next. Where that
 * is not known they run again.
 */
final class StepsDone {
    private final Host host;
    private final String rollout;
    private final Set<String> tasks;

    private StepsDone(Host host, String rollout, Set<String> tasks) {
        this.host = host;
        this.rollout = rollout;
        this.tasks = tasks;
    }

    static StepsDone in(Host host, String rollout) {
        return new StepsDone(host, rollout, noted(host, rollout));
    }

    private static Set<String> noted(Host host, String rollout) {
        try {
            Fields note = Fields.parse(host.stepsNote().orElse(Json.bytes(Json.object())));
            boolean isOurs = note.text("rollout", "").equals(rollout)
                    && note.text("boot", "").equals(host.bootId())
                    && note.text("userspace", "").equals(host.userspaceSign());
            return new HashSet<>(isOurs ? note.texts("tasks") : List.of());
        } catch (MalformedJson e) {
            return new HashSet<>();
        }
    }

    boolean has(String task) {
        return tasks.contains(task);
    }

    /** It has succeeded. */
    void add(String task) {
        tasks.add(task);
        ObjectNode note =
                Json.object().put("rollout", rollout).put("boot", host.bootId()).put("userspace", host.userspaceSign());
        ArrayNode names = note.putArray("tasks");
        new TreeSet<>(tasks).forEach(names::add);
        host.noteSteps(Json.bytes(note));
    }

    void forget() {
        tasks.clear();
        host.forgetSteps();
    }
}
