package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a policy lets something begin, as its windows and freezes say it; nodes are in UTC here, and lengths are
 * minutes.
 *
 * @param windows none is always
 * @param hotAnytime whether they are nothing to changes in service
 */
record Calendar(JsonNode windows, JsonNode freezes, boolean hotAnytime) {
    private static final String PREFIX = "service/rebootmgr/";

    /** Of a node, by the keys that somebody was shown: the nearest layer that names a field says it. */
    static Calendar of(Board seen, String group, String node) {
        JsonNode windows = Json.array();
        JsonNode freezes = Json.array();
        boolean hotAnytime = false;
        for (String layer : List.of("config", "groups/" + group + "/config", "nodes/" + node + "/config")) {
            Optional<JsonNode> policy = seen.get(PREFIX + layer).map(Calendar::json);
            if (policy.isPresent()) {
                windows = policy.get().has("windows") ? policy.get().path("windows") : windows;
                freezes = policy.get().has("freezes") ? policy.get().path("freezes") : freezes;
                hotAnytime = policy.get().path("hot_anytime").asBoolean(hotAnytime);
            }
        }
        return new Calendar(windows, freezes, hotAnytime);
    }

    /** Whether something may begin at some moment between the two, by the clock of the node, to the minute. */
    boolean isOpen(boolean hot, Instant from, Instant to) {
        if ((hot && hotAnytime) || isOpen(to)) {
            return true;
        }
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
            if (isOpen(at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOpen(Instant at) {
        LocalDate date = LocalDate.ofInstant(at, ZoneOffset.UTC);
        for (JsonNode freeze : freezes) {
            boolean before = date.isBefore(LocalDate.parse(freeze.path("from").asText()));
            boolean after = date.isAfter(LocalDate.parse(freeze.path("to").asText()));
            if (!before && !after) {
                return false;
            }
        }
        for (JsonNode window : windows) {
            // One over midnight began the day before.
            if (isOpen(window, date, at) || isOpen(window, date.minusDays(1), at)) {
                return true;
            }
        }
        return windows.isEmpty();
    }

    private static boolean isOpen(JsonNode window, LocalDate day, Instant at) {
        String name = day.getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
        Instant opens =
                day.atTime(LocalTime.parse(window.path("start").asText())).toInstant(ZoneOffset.UTC);
        Duration length = Duration.parse("PT" + window.path("length").asText());
        boolean ofDay = false;
        for (JsonNode each : window.path("days")) {
            ofDay |= each.asText().equals(name);
        }
        return ofDay && !at.isBefore(opens) && at.isBefore(opens.plus(length));
    }

    private static JsonNode json(Entry entry) {
        try {
            return Json.parse(entry.value());
        } catch (MalformedJson e) {
            throw new IllegalStateException(entry.key(), e);
        }
    }
}
