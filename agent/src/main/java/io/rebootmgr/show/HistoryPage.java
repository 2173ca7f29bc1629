package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Unreadable;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.Entry.End;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code history} prints. */
public final class HistoryPage {
    private HistoryPage() {}

    /** For people; {@code whose} is "the fleet" or a node's name, for a logbook without entries. */
    public static Page of(Logbook logbook, String whose, boolean coloured) {
        Page page = new Page(coloured);
        if (!logbook.entries().isEmpty()) {
            Table table = new Table("STARTED (UTC)", "NODE", "CLAIM", "RESULT", "WHAT");
            logbook.entries()
                    .forEach(entry -> table.row(
                            Cell.of(Age.moment(entry.started())),
                            Cell.of(entry.node(), Style.STRONG),
                            Cell.of(entry.claim()),
                            result(entry.end()),
                            Cell.lines(what(entry))));
            page.table(table);
        } else if (logbook.unreadable().isEmpty()) {
            page.line(whose + " has no logbook: no reboot was tried yet");
        }
        return unreadable(page, logbook.unreadable());
    }

    /** Keys that hold garbage, below everything else. */
    static Page unreadable(Page page, List<Unreadable> keys) {
        if (keys.isEmpty()) {
            return page;
        }
        int most = 10;
        Table table = new Table("UNREADABLE KEY", "WHAT IS WRONG WITH IT");
        keys.stream().limit(most).forEach(key -> table.row(Cell.of(key.key(), Style.ALARM), Cell.of(key.why())));
        page.gap().table(table);
        if (keys.size() > most) {
            page.line("… and " + (keys.size() - most) + " more", Style.FAINT);
        }
        return page.line("see `consul kv get KEY`, then mend or delete it", Style.FAINT);
    }

    private static Cell result(Optional<End> end) {
        if (end.isEmpty()) {
            return Cell.of("under way", Style.NOTICE);
        }
        int code = end.get().code();
        return code == 0
                ? Cell.of("0 done", Style.GOOD)
                : Cell.of(code + " " + ExitCode.meaningOf(code), code < 100 ? Style.NOTICE : Style.ALARM);
    }

    private static List<String> what(Entry entry) {
        List<String> lines = new ArrayList<>();
        lines.add(entry.reason() + (entry.by().isEmpty() ? "" : " (by " + String.join(", ", entry.by()) + ")"));
        if (entry.end().isPresent() && entry.end().get().code() != 0) {
            lines.add(entry.end().get().why());
        }
        if (!entry.ignored().isEmpty()) {
            lines.add("IGNORED gates: " + String.join(", ", entry.ignored()));
        }
        String phases = entry.phases().stream()
                .map(phase -> phase.name() + " " + took(phase.took()))
                .collect(Collectors.joining(", "));
        String tasks = entry.tasks().stream().map(HistoryPage::task).collect(Collectors.joining(", "));
        if (!phases.isEmpty()) {
            lines.add("phases: " + phases);
        }
        if (!tasks.isEmpty()) {
            lines.add("tasks: " + tasks);
        }
        entry.kernelAfter()
                .filter(after -> !after.equals(entry.kernelBefore()))
                .ifPresent(after -> lines.add("kernel " + entry.kernelBefore() + " -> " + after));
        return lines;
    }

    private static String task(Entry.TaskRun task) {
        String exit = task.code() == -1 ? "was ended" : "exit " + task.code();
        return task.stage() + "/" + task.name() + " " + exit + " (" + took(task.took()) + ")";
    }

    private static String took(Duration took) {
        return took.compareTo(Duration.ofSeconds(1)) < 0 ? took.toMillis() + "ms" : Age.text(took);
    }

    /** For programs. */
    public static ObjectNode json(Logbook logbook) {
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("entries");
        logbook.entries().forEach(entry -> entries.add(entry.json()));
        unreadable(json, logbook.unreadable());
        return json;
    }

    static void unreadable(ObjectNode json, List<Unreadable> keys) {
        ArrayNode list = json.putArray("unreadable");
        keys.forEach(key -> list.addObject().put("key", key.key()).put("why", key.why()));
    }
}
