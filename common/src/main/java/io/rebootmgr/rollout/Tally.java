package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** How many nodes of a wave stand how. */
public record Tally(String wave, int ok, int failed, int running, int waiting, int skipped) {
    private static final int MOST = 1_000_000;

    /** Counted; a word that nobody here knows counts as running, and who is left out counts nowhere. */
    static Tally of(String wave, Collection<NodeResult> results) {
        Map<ResultState, Integer> count = new EnumMap<>(ResultState.class);
        results.forEach(one -> count.merge(one.state(), 1, Integer::sum));
        return new Tally(
                wave,
                count.getOrDefault(ResultState.OK, 0),
                count.getOrDefault(ResultState.FAILED, 0),
                count.getOrDefault(ResultState.RUNNING, 0) + count.getOrDefault(ResultState.UNKNOWN, 0),
                count.getOrDefault(ResultState.WAITING, 0),
                count.getOrDefault(ResultState.SKIPPED, 0));
    }

    /** All of them. */
    public int nodes() {
        return ok + failed + running + waiting + skipped;
    }

    /** Those that the wave waits for. */
    public int open() {
        return running + waiting;
    }

    static Tally parse(Fields fields) throws MalformedJson {
        fields.passOver("nodes");
        return new Tally(
                fields.text("name"),
                (int) fields.number("ok", 0, MOST),
                (int) fields.number("failed", 0, MOST),
                (int) fields.number("running", 0, MOST),
                (int) fields.number("waiting", 0, MOST),
                (int) fields.number("skipped", 0, MOST));
    }

    /** For programs, and in a record. */
    public ObjectNode json() {
        return Json.object()
                .put("name", wave)
                .put("nodes", nodes())
                .put("ok", ok)
                .put("failed", failed)
                .put("running", running)
                .put("waiting", waiting)
                .put("skipped", skipped);
    }
}
