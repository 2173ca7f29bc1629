package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Entry.End;
import io.rebootmgr.logbook.Entry.Phase;
import io.rebootmgr.logbook.Entry.Released;
import io.rebootmgr.logbook.Entry.Setback;
import io.rebootmgr.logbook.Entry.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An {@link Entry} as it stands in Consul. Fields of newer agents are kept; those that older ones do not write may be
 * absent.
 */
final class EntryJson {
    private static final Set<String> KNOWN = Set.of(
            "claim",
            "node",
            "group",
            "reason",
            "started",
            "kernel_before",
            "kernel_after",
            "waited_milliseconds",
            "agent_version",
            "by",
            "more_by",
            "ignored",
            "waived",
            "phases",
            "tasks",
            "setback",
            "released",
            "drained",
            "undone_at",
            "end");
    private static final String CHANGE = "change";

    private static final int MOST_TIMES = 1_000_000;
    /** How older agents wrote down a release: as an entry of its own, by an operator, with these words. */
    private static final String OLD_RELEASE = "released by ";

    private EntryJson() {}

    static ObjectNode write(Entry entry) {
        ObjectNode json = Json.object()
                .put("claim", entry.claim())
                .put("node", entry.node())
                .put("group", entry.group())
                .put("reason", entry.reason())
                .put("started", entry.started().toString())
                .put("kernel_before", entry.kernelBefore());
        entry.kernelAfter().ifPresent(kernel -> json.put("kernel_after", kernel));
        entry.waited().ifPresent(inLine -> json.put("waited_milliseconds", inLine.toMillis()));
        if (!entry.agent().isEmpty()) {
            json.put("agent_version", entry.agent());
        }
        entry.by().forEach(json.putArray("by")::add);
        if (!entry.moreBy().isEmpty()) {
            entry.moreBy().forEach(json.putArray("more_by")::add);
        }
        entry.ignored().forEach(json.putArray("ignored")::add);
        if (!entry.waived().isEmpty()) {
            entry.waived().forEach(json.putArray("waived")::add);
        }
        ArrayNode phases = json.putArray("phases");
        entry.phases().forEach(phase -> {
            ObjectNode item = phases.addObject()
                    .put("name", phase.name())
                    .put("milliseconds", phase.took().toMillis());
            times(item, phase.times());
        });
        ArrayNode tasks = json.putArray("tasks");
        entry.tasks().forEach(task -> {
            ObjectNode item = tasks.addObject()
                    .put("stage", task.stage())
                    .put("name", task.name())
                    .put("code", task.code())
                    .put("milliseconds", task.took().toMillis());
            times(item, task.times());
        });
        entry.setback().ifPresent(setback -> {
            ObjectNode item = json.putObject("setback")
                    .put("code", setback.code())
                    .put("why", setback.why())
                    .put("at", setback.at().toString());
            times(item, setback.times());
        });
        entry.released()
                .ifPresent(released -> json.putObject("released")
                        .put("by", released.by())
                        .put("why", released.why())
                        .put("at", released.at().toString()));
        if (entry.drained()) {
            json.put("drained", true);
        }
        entry.undone().ifPresent(at -> json.put("undone_at", at.toString()));
        entry.end()
                .ifPresent(end -> json.putObject("end")
                        .put("code", end.code())
                        .put("why", end.why())
                        .put("at", end.at().toString()));
        if (entry.change() != ChangeKind.REBOOT) {
            json.put(CHANGE, entry.change().label());
        }
        entry.others().writeTo(json);
        return json;
    }

    private static void times(ObjectNode item, int times) {
        if (times > 1) {
            item.put("times", times);
        }
    }

    static Entry read(Fields fields) throws MalformedJson {
        EntryDraft draft = new EntryDraft(
                fields.text("claim"),
                fields.text("node"),
                fields.text("group"),
                fields.text("reason"),
                fields.texts("by"),
                fields.instant("started"));
        draft.moreBy = fields.texts("more_by");
        draft.ignored = fields.texts("ignored");
        draft.kernelBefore = fields.text("kernel_before");
        draft.kernelAfter = Optional.of(fields.text("kernel_after", "")).filter(kernel -> !kernel.isEmpty());
        draft.phases = phases(fields);
        draft.tasks = tasks(fields);
        draft.waited = waited(fields);
        draft.agent = fields.text("agent_version", "");
        draft.waived = fields.texts("waived");
        Optional<Fields> setback = fields.object("setback");
        if (setback.isPresent()) {
            Fields item = setback.get();
            draft.setback =
                    Optional.of(new Setback(item.code("code"), item.text("why"), item.instant("at"), times(item)));
        }
        Optional<Fields> released = fields.object("released");
        if (released.isPresent()) {
            Fields item = released.get();
            draft.released = Optional.of(new Released(item.text("by"), item.text("why"), item.instant("at")));
        }
        draft.drained = fields.flag("drained", false);
        draft.undone = fields.has("undone_at") ? Optional.of(fields.instant("undone_at")) : Optional.empty();
        Optional<Fields> end = fields.object("end");
        if (end.isPresent()) {
            Fields item = end.get();
            draft.end = Optional.of(new End(item.code("code"), item.text("why"), item.instant("at")));
        }
        Optional<ChangeKind> change = ChangeKind.of(fields.text(CHANGE, ChangeKind.REBOOT.label()));
        draft.change = change.orElse(ChangeKind.REBOOT);
        draft.others =
                OtherFields.of(fields, name -> KNOWN.contains(name) || (name.equals(CHANGE) && change.isPresent()));
        readOldRelease(draft);
        return draft.entry();
    }

    private static List<Phase> phases(Fields fields) throws MalformedJson {
        List<Phase> phases = new ArrayList<>();
        for (Fields item : fields.objects("phases")) {
            phases.add(new Phase(item.text("name"), item.milliseconds("milliseconds"), times(item)));
        }
        return phases;
    }

    private static List<TaskRun> tasks(Fields fields) throws MalformedJson {
        List<TaskRun> tasks = new ArrayList<>();
        for (Fields item : fields.objects("tasks")) {
            tasks.add(new TaskRun(
                    item.text("stage"),
                    item.text("name"),
                    item.code("code"),
                    item.milliseconds("milliseconds"),
                    times(item)));
        }
        return tasks;
    }

    private static int times(Fields item) throws MalformedJson {
        return item.has("times") ? (int) item.number("times", 1, MOST_TIMES) : 1;
    }

    private static Optional<Duration> waited(Fields fields) throws MalformedJson {
        return fields.has("waited_milliseconds")
                ? Optional.of(fields.milliseconds("waited_milliseconds")).filter(waited -> !waited.isNegative())
                : Optional.empty();
    }

    /** Who released is not who asked, which such an entry does not tell. */
    private static void readOldRelease(EntryDraft draft) {
        Optional<String> operator = draft.by.size() == 1
                ? Optional.of(Asker.of(draft.by.getFirst()))
                        .filter(asker -> asker.kind() == Asker.Kind.OPERATOR)
                        .map(Asker::name)
                : Optional.empty();
        if (draft.released.isPresent() || draft.end.isEmpty() || operator.isEmpty()) {
            return;
        }
        End end = draft.end.get();
        String words = OLD_RELEASE + operator.get() + ": ";
        if (end.code() != 0 && end.why().startsWith(words)) {
            String why = end.why().substring(words.length());
            draft.released = Optional.of(new Released(operator.get(), why, end.at()));
            draft.by = List.of();
        }
    }
}
