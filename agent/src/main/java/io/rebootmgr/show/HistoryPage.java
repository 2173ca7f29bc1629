package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Asker;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code history} prints: a paragraph an attempt. */
public final class HistoryPage {
    private HistoryPage() {}

    /** For people; {@code none} is said of a logbook without entries. */
    public static Page of(Logbook logbook, String none, Times times, boolean coloured) {
        Page page = new Page(coloured);
        if (!logbook.entries().isEmpty()) {
            page.line("times in " + times.zoneName(), Style.FAINT);
        }
        logbook.entries().forEach(entry -> {
            Optional<ClaimInGroup> held = Optional.ofNullable(logbook.standing().get(entry.claim()));
            entry(page.gap(), entry, new HistoryResult(entry, held, times), times);
        });
        if (logbook.entries().isEmpty() && logbook.unreadable().isEmpty()) {
            page.line(none);
        }
        leases(page, logbook, times);
        return unreadable(page, logbook.unreadable());
    }

    private static void leases(Page page, Logbook logbook, Times times) {
        if (logbook.leases().isEmpty()) {
            return;
        }
        Table table = new Table("LEASED", "BY", "FOR", "REASON", "ENDED");
        logbook.leases()
                .forEach(lease -> table.row(
                        Cell.of(times.local(lease.since())),
                        Cell.of(lease.holder()),
                        Cell.of(lease.purpose()),
                        Cell.of(lease.reason()),
                        Cell.of(lease.end()
                                .map(end -> end.how() + " " + times.local(end.at()) + " by " + end.by()
                                        + (end.why().isEmpty() ? "" : ": " + end.why()))
                                .orElse(lease.id().equals(logbook.lease()) ? "it stands" : "not known"))));
        page.gap().table(table);
    }

    /** Keys that hold garbage, below everything else. */
    static Page unreadable(Page page, List<Unreadable> keys) {
        if (keys.isEmpty()) {
            return page;
        }
        int most = 10;
        Table table = new Table("UNREADABLE KEY", "WHAT IS WRONG WITH IT");
        keys.stream().limit(most).forEach(key -> table.row(Cell.of(key.where(), Style.ALARM), Cell.of(key.why())));
        return page.gap()
                .table(table)
                .more(keys.size() - most, "keys")
                .line("see `consul kv get KEY`, then fix or delete it", Style.FAINT);
    }

    private static void entry(Page page, Entry entry, HistoryResult result, Times times) {
        page.line(
                times.local(entry.started()) + "  " + entry.node() + "  " + result.text() + "  " + entry.reason(),
                result.style());
        result.addTo(page);
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
        item(
                page,
                "change",
                entry.change() == ChangeKind.REBOOT ? "" : entry.change().label());
        item(page, "asked by", entry.askers().stream().map(Asker::text).collect(Collectors.joining(", ")));
        item(
                page,
                "phases",
                entry.phases().stream()
                        .map(phase -> phase.name() + " " + took(phase.took()) + in(phase.times()))
                        .collect(Collectors.joining(", ")));
        item(page, "tasks", entry.tasks().stream().map(HistoryPage::task).collect(Collectors.joining(", ")));
        item(page, "kernel", kernel(entry));
    }

    private static void item(Page page, String label, String text) {
        if (!text.isEmpty()) {
            page.item(label, text, Style.PLAIN);
        }
    }

    private static String kernel(Entry entry) {
        String after = entry.kernelAfter().orElse("");
        if (after.isEmpty() || after.equals(entry.kernelBefore())) {
            boolean booted = !after.isEmpty() && entry.change() == ChangeKind.REBOOT;
            return entry.kernelBefore() + (booted ? ", the same after the boot" : "");
        }
        return (entry.kernelBefore().isEmpty() ? "?" : entry.kernelBefore()) + " -> " + after;
    }

    private static String task(Entry.TaskRun task) {
        String exit = task.code() == -1 ? "was ended" : "exit " + task.code();
        return task.stage() + "/" + task.name() + " " + exit + times(task.times()) + " (" + took(task.took()) + ")";
    }

    /** Of what runs did again and again. */
    private static String in(int runs) {
        return runs > 1 ? " in " + runs + " runs" : "";
    }

    static String times(int times) {
        return times > 1 ? " " + times + " times" : "";
    }

    static String took(Duration took) {
        return took.compareTo(Duration.ofSeconds(1)) < 0 ? took.toMillis() + "ms" : Age.text(took);
    }

    /** For programs: what stands in Consul, what came of it, and how far it is. */
    public static ObjectNode json(Logbook logbook) {
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("entries");
        logbook.entries().forEach(entry -> {
            ObjectNode item = entry.json();
            Optional<ClaimInGroup> held = Optional.ofNullable(logbook.standing().get(entry.claim()));
            ArrayNode askers = item.putArray("asked_by");
            entry.askers()
                    .forEach(asker ->
                            askers.addObject().put("kind", asker.kind().label()).put("name", asker.name()));
            boolean lost = entry.result() == Entry.Result.IN_PROGRESS && held.isEmpty();
            item.put("result", lost ? "unknown" : entry.result().label());
            held.map(ClaimInGroup::claim)
                    .filter(claim -> entry.result() == Entry.Result.IN_PROGRESS)
                    .ifPresent(claim -> {
                        item.put("state", claim.state().label());
                        claim.knownSince().ifPresent(since -> item.put("since", since.toString()));
                    });
            entries.add(item);
        });
        if (!logbook.leases().isEmpty()) {
            ArrayNode leases = json.putArray("leases");
            logbook.leases().forEach(lease -> leases.add(lease.json()));
        }
        unreadable(json, logbook.unreadable());
        return json;
    }

    static void unreadable(ObjectNode json, List<Unreadable> keys) {
        ArrayNode list = json.putArray("unreadable");
        keys.forEach(key -> list.addObject().put("key", key.where()).put("why", key.why()));
    }
}
