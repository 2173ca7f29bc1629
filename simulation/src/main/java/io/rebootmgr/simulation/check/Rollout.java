package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A rollout as whoever watches reads it from its key. */
record Rollout(JsonNode json) {
    static final String KEY = "service/rebootmgr/rollouts";
    static final String HOT = "hot";
    static final String PLACES = "service/rebootmgr/rollout_nodes/";
    static final String ORDERS = "service/rebootmgr/rollout_orders/";

    /** By id, what stands in the key. */
    static Map<String, Rollout> in(Optional<Entry> key) {
        Map<String, Rollout> all = new LinkedHashMap<>();
        key.map(Entry::value)
                .map(Rollout::parsed)
                .ifPresent(list -> list.path("rollouts")
                        .forEach(one -> all.put(one.path("id").asText(), new Rollout(one))));
        return all;
    }

    static JsonNode parsed(byte[] value) {
        try {
            return Json.parse(value);
        } catch (MalformedJson e) {
            return Json.object();
        }
    }

    /** The one of this group. */
    static Optional<Rollout> ofGroup(Board board, String group) {
        return in(board.get(KEY)).values().stream()
                .filter(rollout -> rollout.hasGroup(group))
                .findFirst();
    }

    /** The one in which this node is at its change. */
    static Optional<Rollout> running(String node, Board board) {
        return in("running", node, board);
    }

    /** The one that this node has its change before it in. */
    static Optional<Rollout> awaiting(String node, Board board) {
        return in("waiting", node, board);
    }

    private static Optional<Rollout> in(String state, String node, Board board) {
        JsonNode place = board.places().getOrDefault(node, Json.object());
        return place.path("state").asText().equals(state)
                ? Optional.ofNullable(in(board.get(KEY)).get(place.path("id").asText()))
                : Optional.empty();
    }

    String id() {
        return json.path("id").asText();
    }

    String version() {
        return json.path("version").asText();
    }

    String groups() {
        return json.path("groups").toString();
    }

    String state() {
        return json.path("state").asText();
    }

    boolean isRunning() {
        return state().equals("running");
    }

    /** Whether it asks for less than that, a change as a claim is for one: a hot one, a drain, a reboot. */
    boolean isLessThan(String change) {
        String asked = json.path("change").asText();
        return (asked.equals(HOT) && !change.equals(HOT)) || (asked.equals("drain") && change.equals("reboot"));
    }

    /** Whether the nodes of a wave keep step. */
    boolean hasBarrier() {
        return json.path("barrier").asBoolean();
    }

    boolean hasGroup(String group) {
        for (JsonNode one : json.path("groups")) {
            if (one.asText().equals(group)) {
                return true;
            }
        }
        return false;
    }

    /** How many waves are closed and have soaked. */
    int open() {
        return json.path("open").asInt();
    }

    String soaking() {
        return json.path("soaking").asText();
    }

    boolean isSoakEnded() {
        return json.path("soak_ended").asBoolean();
    }

    Duration soak(int wave) {
        return Duration.ofSeconds(json.path("waves").path(wave).path("soak_s").asLong());
    }

    /** How many nodes of a group at once, in this wave; of a wave without a limit of its own more than there are. */
    int limit(int wave) {
        return json.path("waves").path(wave).path("limit").asInt(Integer.MAX_VALUE);
    }

    int waves() {
        return json.path("waves").size();
    }

    /** The place of a wave among the others; one that is not known is the last. */
    int waveOf(JsonNode place) {
        for (int at = 0; at < waves(); at++) {
            if (json.path("waves").path(at).path("name").equals(place.path("wave"))) {
                return at;
            }
        }
        return waves() - 1;
    }

    /** The places of its nodes, by name. */
    SortedMap<String, JsonNode> places(Board board) {
        SortedMap<String, JsonNode> its = new TreeMap<>();
        eachPlace(board, (node, place) -> its.put(node, place));
        return its;
    }

    /** The same one after the other: of ten thousand nodes no map is made each time that one of them begins. */
    void eachPlace(Board board, BiConsumer<String, JsonNode> each) {
        board.places().forEach((node, place) -> {
            if (isOf(place)) {
                each.accept(node, place);
            }
        });
    }

    /** The place of this node; without anything in it where it has none. */
    JsonNode place(Board board, String node) {
        JsonNode place = board.places().getOrDefault(node, Json.object());
        return isOf(place) ? place : Json.object();
    }

    private boolean isOf(JsonNode place) {
        return place.path("id").asText().equals(id());
    }

    /** The nodes that failed, by their own word or because they fell while they soaked. */
    List<String> failed(Board board) {
        List<String> failed = new ArrayList<>();
        eachPlace(board, (node, place) -> {
            String state = place.path("state").asText();
            if (state.equals("failed") || (state.equals("ok") && isFallen(node))) {
                failed.add(node);
            }
        });
        return failed;
    }

    /** Whether its key says of this node that it failed. */
    boolean isFallen(String node) {
        for (JsonNode one : json.path("fallen")) {
            if (one.path("node").asText().equals(node)) {
                return true;
            }
        }
        return false;
    }

    /** What whoever started it has decided. */
    String decided() {
        return version() + " " + json.path("change") + " " + groups() + " " + json.path("waves") + " "
                + json.path("max_failed");
    }

    int maxFailed() {
        return json.path("max_failed").asInt();
    }
}
