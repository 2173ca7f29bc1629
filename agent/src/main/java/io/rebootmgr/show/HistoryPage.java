package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Unreadable;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code history} prints: a paragraph an attempt. */
public final class HistoryPage {
    private HistoryPage() {}

    /** For people; {@code none} is said of a logbook without entries. */
    public static Page of(Logbook logbook, String none, ZoneId zone, boolean coloured) {
        Page page = new Page(coloured);
        if (!logbook.entries().isEmpty()) {
            page.line("times in " + Moments.zone(zone), Style.FAINT);
        }
        logbook.entries().forEach(entry -> entry(page.gap(), entry, zone));
        if (logbook.entries().isEmpty() && logbook.unreadable().isEmpty()) {
            page.line(none);
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
        return page.gap()
                .table(table)
                .more(keys.size() - most, "keys")
                .line("see `consul kv get KEY`, then mend or delete it", Style.FAINT);
    }

    private static void entry(Page page, Entry entry, ZoneId zone) {
        page.line(
                Moments.text(entry.started(), zone) + "  " + entry.node() + "  " + result(entry) + "  " + entry.reason(),
                style(entry));
        entry.end().filter(end -> end.code() != 0).ifPresent(end -> page.item("why", end.why(), Style.PLAIN));
        if (!entry.ignored().isEmpty()) {
            page.item("IGNORED", "gates " + String.join(", ", entry.ignored()), Style.ALARM);
        }
        if (!entry.waived().isEmpty()) {
            page.item("WAIVED", String.join("; ", entry.waived()), Style.ALARM);
        }
        page.item(
                "claim",
                entry.claim() + ", group " + entry.group()
                        + entry.waited()
                                .map(waited -> ", after " + took(waited) + " in line")
                                .orElse("")
                        + (entry.agent().isEmpty() ? "" : ", agent " + entry.agent()),
                Style.FAINT);
        item(page, "asked by", String.join(", ", entry.by()));
        item(
                page,
                "phases",
                entry.phases().stream()
                        .map(phase -> phase.name() + " " + took(phase.took()))
                        .collect(Collectors.joining(", ")));
        item(page, "tasks", entry.tasks().stream().map(HistoryPage::task).collect(Collectors.joining(", ")));
        item(page, "kernel", kernel(entry));
    }

    private static void item(Page page, String label, String text) {
        if (!text.isEmpty()) {
            page.item(label, text, Style.PLAIN);
        }
    }

    private static String result(Entry entry) {
        if (entry.end().isEmpty()) {
            return "under way";
        }
        int code = entry.end().get().code();
        String took = entry.took().map(HistoryPage::took).orElse("?");
        return code == 0 ? "done in " + took : "exit " + code + " (" + ExitCode.meaningOf(code) + ") after " + took;
    }

    private static Style style(Entry entry) {
        int code = entry.end().map(Entry.End::code).orElse(-1);
        if (code == 0) {
            return Style.GOOD;
        }
        return code < 100 ? Style.NOTICE : Style.ALARM;
    }

    private static String kernel(Entry entry) {
        String after = entry.kernelAfter().orElse("");
        if (after.isEmpty() || after.equals(entry.kernelBefore())) {
            return entry.kernelBefore() + (after.isEmpty() ? "" : ", the same after the boot");
        }
        return (entry.kernelBefore().isEmpty() ? "?" : entry.kernelBefore()) + " -> " + after;
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
