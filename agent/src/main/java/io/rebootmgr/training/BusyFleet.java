package io.rebootmgr.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node whose Consul tells of a fleet in the middle of a campaign, with something of everything that {@code status},
 * {@code plan} and {@code history} show.
 */
final class BusyFleet {
    private static final int NODES = 60;
    private static final List<String> GROUPS = List.of("web", "db");
    private static final String ANSWERED = "2026-01-31T12:00:00Z";

    private BusyFleet() {}

    static TrainingNode in(Path folder) throws IOException {
        SortedMap<String, byte[]> keys = keys(new Keys("service/rebootmgr"));
        TrainingNode.host(folder);
        return TrainingNode.in(folder, (request, body) -> answer(keys, request, body));
    }

    private static byte[] answer(SortedMap<String, byte[]> keys, String request, byte[] body) {
        if (request.startsWith("PUT /v1/txn")) {
            return MadeUpConsul.transaction(below(keys, prefixes(body)));
        }
        ArrayNode list = Json.array();
        if (request.startsWith("GET /v1/kv/")) {
            keys.keySet().forEach(list::add);
        }
        return Json.bytes(list);
    }

    private static List<String> prefixes(byte[] transaction) {
        List<String> prefixes = new ArrayList<>();
        try {
            Json.parse(transaction)
                    .forEach(operation ->
                            prefixes.add(operation.path("KV").path("Key").asText()));
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
        return prefixes;
    }

    private static SortedMap<String, byte[]> below(SortedMap<String, byte[]> keys, List<String> prefixes) {
        SortedMap<String, byte[]> asked = new TreeMap<>();
        keys.forEach((name, value) -> {
            if (prefixes.stream().anyMatch(name::startsWith)) {
                asked.put(name, value);
            }
        });
        return asked;
    }

    private static SortedMap<String, byte[]> keys(Keys keys) {
        SortedMap<String, byte[]> all = new TreeMap<>();
        all.put(keys.config(), bytes("{\"limit\":2}"));
        for (String group : GROUPS) {
            all.put(keys.slots(group), bytes("{\"claims\":[" + claim(group, 1) + "," + claim(group, 2) + "]}"));
        }
        for (int at = 0; at < NODES; at++) {
            String group = GROUPS.get(at % GROUPS.size());
            String node = group + at;
            State state = state(at);
            all.put(keys.status(node), status(group, state).bytes());
            all.put(keys.history(node), bytes(logbook(node)));
            if (state == State.HELD) {
                all.put(keys.waiting(group, node), bytes("{\"since\":\"" + ANSWERED + "\",\"reason\":\"new kernel\"}"));
            }
            if (at % 5 == 0) {
                all.put(keys.rebootRequired(node), bytes("requested by alice@admin1"));
            }
        }
        return all;
    }

    private static String claim(String group, int number) {
        return """
                {"id":"%1$s%2$d","node":"%1$s%2$d","state":"rebooting","boot_id":"b","session":"",
                "since":"2026-01-31T11:58:00Z","reason":"new kernel"}""".formatted(group, number);
    }

    private static String logbook(String node) {
        return """
                {"entries":[{"claim":"c1","node":"%1$s","group":"web","reason":"new kernel","started":"2026-01-31T11:50:00Z",
                "kernel_before":"6.1.0-29-amd64","kernel_after":"6.1.0-30-amd64","by":["/run/reboot-required"],"ignored":[],
                "phases":[{"name":"pre_boot_tasks","milliseconds":61000},{"name":"boot","milliseconds":190000}],
                "tasks":[{"stage":"pre_boot","name":"10-drain","code":0,"milliseconds":60100}],
                "end":{"code":0,"why":"rebooted: new kernel","at":"2026-01-31T12:00:00Z"}}]}
                """.formatted(node);
    }

    private static State state(int at) {
        List<State> states =
                List.of(State.IDLE, State.HELD, State.IDLE, State.HELD, State.HELD, State.FAILED, State.PARKED);
        return states.get(at % states.size());
    }

    private static NodeStatus status(String group, State state) {
        Last last = new Last(state == State.FAILED ? 100 : 0, "rebooted: new kernel", Instant.parse(ANSWERED));
        return new NodeStatus(group, state, "6.1.0-30-amd64", "b", "1.0", 0, Optional.of(last), List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
