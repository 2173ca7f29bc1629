package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to reboot a node, from its claim to its end: a line of the logbook.
 *
 * @param claim the claim's id
 * @param by what asked for it: the triggers' names, or an operator's
 * @param ignored the gates that an operator told the run to pass over
 * @param kernelAfter the kernel that it came back with
 * @param phases how long each phase took, in order; at most 20
 * @param tasks the tasks that ran, in order; at most 50
 * @param end how it ended, empty while it goes on
 * @param waited how long the node had stood in line for the slot; empty where it had not, or an older agent wrote this
 * @param agent the version of the agent that began it; empty where an older one did
 * @param waived the services that the return did not wait for, and who said so
 */
public record Entry(
        String claim,
        String node,
        String group,
        String reason,
        List<String> by,
        List<String> ignored,
        Instant started,
        String kernelBefore,
        Optional<String> kernelAfter,
        List<Phase> phases,
        List<TaskRun> tasks,
        Optional<End> end,
        Optional<Duration> waited,
        String agent,
        List<String> waived) {
    private static final int MAX_PHASES = 20;
    private static final int MAX_TASKS = 50;
    /** Characters of a text that comes from elsewhere. */
    private static final int LONGEST = 2_000;

    /** A part of the attempt and how long it took. */
    public record Phase(String name, Duration took) {}

    /** A task that ran: its exit code, or -1 where it was ended. */
    public record TaskRun(String stage, String name, int code, Duration took) {}

    /** The exit code it ended with, why, and when. */
    public record End(int code, String why, Instant at) {}

    public Entry {
        reason = clipped(reason);
        by = List.copyOf(by);
        ignored = List.copyOf(ignored);
        phases = List.copyOf(phases);
        tasks = List.copyOf(tasks);
        waived = List.copyOf(waived);
    }

    /** One whose return waits for everything. */
    public Entry(
            String claim,
            String node,
            String group,
            String reason,
            List<String> by,
            List<String> ignored,
            Instant started,
            String kernelBefore,
            Optional<String> kernelAfter,
            List<Phase> phases,
            List<TaskRun> tasks,
            Optional<End> end,
            Optional<Duration> waited,
            String agent) {
        this(
                claim,
                node,
                group,
                reason,
                by,
                ignored,
                started,
                kernelBefore,
                kernelAfter,
                phases,
                tasks,
                end,
                waited,
                agent,
                List.of());
    }

    /** One that begins, of which nothing else is known yet. */
    public static Entry begun(
            String claim, String node, String group, String reason, List<String> by, Instant started) {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                List.of(),
                started,
                "",
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    /** By an agent of this version, on this kernel. */
    public Entry from(String kernel, String agentVersion) {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                ignored,
                started,
                kernel,
                kernelAfter,
                phases,
                tasks,
                end,
                waited,
                agentVersion,
                waived);
    }

    public Entry ignoring(List<String> gates) {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                gates,
                started,
                kernelBefore,
                kernelAfter,
                phases,
                tasks,
                end,
                waited,
                agent,
                waived);
    }

    public Entry waited(Duration inLine) {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                ignored,
                started,
                kernelBefore,
                kernelAfter,
                phases,
                tasks,
                end,
                Optional.of(inLine),
                agent,
                waived);
    }

    /** Without waiting for these services; each with who said so and why. */
    public Entry waiving(List<String> services) {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                ignored,
                started,
                kernelBefore,
                kernelAfter,
                phases,
                tasks,
                end,
                waited,
                agent,
                services.stream().map(Entry::clipped).toList());
    }

    public Entry phase(String name, Duration took) {
        return copy(kernelAfter, appended(phases, new Phase(name, took), MAX_PHASES), tasks, end);
    }

    public Entry task(TaskRun task) {
        return copy(kernelAfter, phases, appended(tasks, task, MAX_TASKS), end);
    }

    public Entry cameBackWith(String kernel) {
        return copy(Optional.of(kernel), phases, tasks, end);
    }

    public Entry ended(int code, String why, Instant at) {
        return copy(kernelAfter, phases, tasks, Optional.of(new End(code, clipped(why), at)));
    }

    private Entry copy(Optional<String> kernel, List<Phase> newPhases, List<TaskRun> newTasks, Optional<End> newEnd) {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                ignored,
                started,
                kernelBefore,
                kernel,
                newPhases,
                newTasks,
                newEnd,
                waited,
                agent,
                waived);
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    /** Whether it led to a reboot and back into service. */
    boolean rebooted() {
        return end.isPresent() && end.get().code() == 0;
    }

    /** Whether a person asked for it, as older agents tell it too. */
    boolean byOperator() {
        return by.stream().anyMatch(who -> who.equals("operator") || who.startsWith("operator "));
    }

    /** Whether it was for this reason, in the same words. */
    boolean isFor(String text) {
        return reason.equals(clipped(text));
    }

    /** The latest moment that it knows of: the clock may have been wrong right after the boot. */
    Instant latest() {
        return end.map(End::at).filter(at -> at.isAfter(started)).orElse(started);
    }

    /** How long it took, by the wall clock; empty while it goes on. */
    public Optional<Duration> took() {
        return end.map(ended -> Duration.between(started, ended.at()))
                .map(took -> took.isNegative() ? Duration.ZERO : took);
    }

    private static <T> List<T> appended(List<T> list, T item, int max) {
        List<T> longer = new ArrayList<>(list);
        longer.add(item);
        return longer.subList(Math.max(0, longer.size() - max), longer.size());
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("claim", claim)
                .put("node", node)
                .put("group", group)
                .put("reason", reason)
                .put("started", started.toString())
                .put("kernel_before", kernelBefore);
        kernelAfter.ifPresent(kernel -> json.put("kernel_after", kernel));
        waited.ifPresent(inLine -> json.put("waited_milliseconds", inLine.toMillis()));
        if (!agent.isEmpty()) {
            json.put("agent_version", agent);
        }
        ArrayNode asked = json.putArray("by");
        by.forEach(asked::add);
        ArrayNode passedOver = json.putArray("ignored");
        ignored.forEach(passedOver::add);
        if (!waived.isEmpty()) {
            waived.forEach(json.putArray("waived")::add);
        }
        ArrayNode phaseList = json.putArray("phases");
        phases.forEach(phase -> phaseList
                .addObject()
                .put("name", phase.name())
                .put("milliseconds", phase.took().toMillis()));
        ArrayNode taskList = json.putArray("tasks");
        tasks.forEach(task -> taskList.addObject()
                .put("stage", task.stage())
                .put("name", task.name())
                .put("code", task.code())
                .put("milliseconds", task.took().toMillis()));
        end.ifPresent(e ->
                json.putObject("end").put("code", e.code()).put("why", e.why()).put("at", e.at().toString()));
        return json;
    }

    public static Entry read(Fields fields) throws MalformedJson {
        List<Phase> phases = new ArrayList<>();
        for (Fields item : fields.objects("phases")) {
            phases.add(new Phase(item.text("name"), item.milliseconds("milliseconds")));
        }
        List<TaskRun> tasks = new ArrayList<>();
        for (Fields item : fields.objects("tasks")) {
            tasks.add(new TaskRun(
                    item.text("stage"), item.text("name"), item.code("code"), item.milliseconds("milliseconds")));
        }
        String kernelAfter = fields.text("kernel_after", "");
        Optional<Fields> end = fields.object("end");
        return new Entry(
                fields.text("claim"),
                fields.text("node"),
                fields.text("group"),
                fields.text("reason"),
                fields.texts("by"),
                fields.texts("ignored"),
                fields.instant("started"),
                fields.text("kernel_before"),
                kernelAfter.isEmpty() ? Optional.empty() : Optional.of(kernelAfter),
                phases,
                tasks,
                end.isEmpty() ? Optional.empty() : Optional.of(end(end.get())),
                waited(fields),
                fields.text("agent_version", ""),
                fields.texts("waived"));
    }

    /** Absent in what older agents wrote; those pass over it in what we write. */
    private static Optional<Duration> waited(Fields fields) throws MalformedJson {
        return fields.has("waited_milliseconds")
                ? Optional.of(fields.milliseconds("waited_milliseconds")).filter(waited -> !waited.isNegative())
                : Optional.empty();
    }

    private static End end(Fields fields) throws MalformedJson {
        return new End(fields.code("code"), fields.text("why"), fields.instant("at"));
    }
}
