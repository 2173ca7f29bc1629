package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The keys as those who watch know them, from nothing but the changes that they were told. */
public final class Board {
    private static final String PREFIX = "service/rebootmgr/";
    private static final String GROUPS = PREFIX + "groups/";
    private static final String SLOTS = "/slots";

    private final NavigableMap<String, Entry> keys = new TreeMap<>();

    void apply(List<Change> changes) {
        for (Change change : changes) {
            change.after().ifPresentOrElse(entry -> keys.put(change.key(), entry), () -> keys.remove(change.key()));
        }
    }

    /** What somebody was shown. */
    void put(View view) {
        view.under(PREFIX).forEach(entry -> {
            Entry shown = new Entry(entry.key(), entry.value(), entry.modifyIndex(), 0, entry.session());
            keys.put(entry.key(), shown);
        });
    }

    Optional<Entry> get(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** Every key. */
    List<String> names() {
        return List.copyOf(keys.keySet());
    }

    static Optional<String> groupOfSlots(String key) {
        boolean is = key.startsWith(GROUPS) && key.endsWith(SLOTS) && key.length() > GROUPS.length() + SLOTS.length();
        return is ? Optional.of(key.substring(GROUPS.length(), key.length() - SLOTS.length())) : Optional.empty();
    }

    List<String> groups() {
        return keys.tailMap(GROUPS, true).keySet().stream()
                .takeWhile(key -> key.startsWith(GROUPS))
                .flatMap(key -> groupOfSlots(key).stream())
                .toList();
    }

    List<SeenClaim> claims(String group) {
        return SeenClaim.in(get(GROUPS + group + SLOTS));
    }

    /** Every claim of a node, in whatever group. */
    List<SeenClaim> claimsOf(String node) {
        return groups().stream()
                .flatMap(group -> claims(group).stream())
                .filter(claim -> claim.node().equals(node))
                .toList();
    }

    /** Those that take a slot: a preparing one only while its session holds its lock. */
    List<SeenClaim> counting(String group) {
        return claims(group).stream()
                .filter(claim -> !claim.isPreparing() || isLocked(group, claim))
                .toList();
    }

    boolean isLocked(String group, SeenClaim claim) {
        return get(lock(group, claim.node()))
                .flatMap(Entry::session)
                .filter(claim.session()::equals)
                .isPresent();
    }

    static String lock(String group, String node) {
        return GROUPS + group + "/preparing/" + node;
    }

    /** Whether a node's last word of itself is this. */
    boolean says(String node, String state) {
        return get(PREFIX + "nodes/" + node + "/status")
                .filter(entry -> json(entry).path("state").asText().equals(state))
                .isPresent();
    }

    /** The keys that ask for a reboot of a node. */
    static List<String> triggers(String node) {
        return List.of(PREFIX + "nodes/" + node + "/reboot_required", PREFIX + node + "/reboot_required");
    }

    /** The node that a trigger key is for. */
    static Optional<String> nodeOfTrigger(String key) {
        if (!key.endsWith("/reboot_required")) {
            return Optional.empty();
        }
        String[] parts = key.split("/", -1);
        String node = parts[parts.length - 2];
        return triggers(node).contains(key) ? Optional.of(node) : Optional.empty();
    }

    /** The limit that holds for a node: the nearest policy that names one says it. */
    int limit(String group, String node) {
        int limit = 1;
        for (String key :
                List.of(PREFIX + "config", GROUPS + group + "/config", PREFIX + "nodes/" + node + "/config")) {
            Optional<Entry> entry = get(key);
            if (entry.isPresent()) {
                limit = json(entry.get()).path("limit").asInt(limit);
            }
        }
        return limit;
    }

    /** The stop flags that are set for a node. */
    List<String> stops(String group, String node) {
        List<String> set = new ArrayList<>();
        for (String key : List.of(PREFIX + "stop", GROUPS + group + "/stop", PREFIX + "nodes/" + node + "/stop")) {
            get(key).ifPresent(entry -> set.add(key));
        }
        return set;
    }

    private static JsonNode json(Entry entry) {
        try {
            return Json.parse(entry.value());
        } catch (MalformedJson e) {
            throw new IllegalStateException(entry.key(), e);
        }
    }
}
