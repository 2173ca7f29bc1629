package io.rebootmgr.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the charts draw, as numbers: how many of the last reboots and changes were over when, who was out when in which
 * group, and how long each phase took. All of it stands in tables as well. Times are seconds since 1970.
 */
final class Charts {
    /** Clocks differ, and a day is more than they do. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private Charts() {}

    /**
     * The numbers.
     *
     * @param newestFirst the entries of logbooks
     * @param now until when those are drawn that go on
     */
    static ObjectNode json(List<Entry> newestFirst, Instant now) {
        List<Entry> entries = newestFirst.stream()
                // By a clock that is years ahead there would be nothing else on the axis.
                .filter(entry -> entry.started().isBefore(now.plus(AHEAD)))
                .sorted(Comparator.comparing(Entry::started))
                .toList();
        ObjectNode json = Json.object();
        json.set("progress", progress(entries));
        json.set("timeline", timeline(entries, now));
        json.set("phases", phases(entries));
        return json;
    }

    private static Optional<Instant> ended(Entry entry) {
        return entry.end().isEmpty() ? Optional.empty() : entry.took().map(entry.started()::plus);
    }

    private static ObjectNode progress(List<Entry> entries) {
        List<Instant> ends = entries.stream()
                .flatMap(entry -> ended(entry).stream())
                .sorted()
                .toList();
        ObjectNode json = Json.object();
        ArrayNode times = json.putArray("times");
        ArrayNode done = json.putArray("done");
        for (int at = 0; at < ends.size(); at++) {
            times.add(ends.get(at).getEpochSecond());
            done.add(at + 1);
        }
        return json;
    }

    private static ObjectNode timeline(List<Entry> entries, Instant now) {
        ObjectNode json = Json.object();
        List<String> groups =
                List.copyOf(new TreeSet<>(entries.stream().map(Entry::group).toList()));
        ArrayNode names = json.putArray("groups");
        groups.forEach(names::add);
        ArrayNode runs = json.putArray("runs");
        for (Entry entry : entries) {
            runs.addObject()
                    .put("group", groups.indexOf(entry.group()))
                    .put("node", entry.node())
                    .put("from", entry.started().getEpochSecond())
                    .put("to", ended(entry).orElse(now).getEpochSecond())
                    .put("result", entry.result().label().replace('_', ' '));
        }
        return json;
    }

    /** In the order of the first that had them; the median, and the longest. */
    private static ObjectNode phases(List<Entry> entries) {
        Map<String, List<Duration>> took = new LinkedHashMap<>();
        for (Entry entry : entries) {
            for (Entry.Phase phase : entry.phases()) {
                took.computeIfAbsent(phase.name(), name -> new ArrayList<>()).add(phase.took());
            }
        }
        ObjectNode json = Json.object();
        ArrayNode names = json.putArray("names");
        ArrayNode medians = json.putArray("medians");
        ArrayNode longest = json.putArray("longest");
        took.forEach((name, all) -> {
            List<Duration> sorted = all.stream().sorted().toList();
            names.add(name);
            medians.add(sorted.get(sorted.size() / 2).toSeconds());
            longest.add(sorted.getLast().toSeconds());
        });
        return json;
    }
}
