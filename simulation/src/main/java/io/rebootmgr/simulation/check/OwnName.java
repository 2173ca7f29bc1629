package io.rebootmgr.simulation.check;

import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.util.List;
import java.util.Optional;

/**
 * S19: what a node says of itself, its status, its logbook and its place in a rollout, no other node's run writes: only
 * operators, those who release or lease it among them. Whoever starts a rollout gives its nodes their places in it.
 */
final class OwnName implements Invariant {
    private static final String NODES = "service/rebootmgr/nodes/";
    private static final String PLACES = "service/rebootmgr/rollout_nodes/";

    @Override
    public String name() {
        return "S19";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        if (!(what instanceof Happening.Applied applied) || applied.author().role() != Author.Role.AGENT) {
            return List.of();
        }
        String node = applied.author().node();
        return applied.changes().stream()
                .filter(change -> isWordOfAnother(change, node))
                .map(change -> node + " writes in another node's name: " + change.key())
                .toList();
    }

    private static boolean isWordOfAnother(Change change, String node) {
        String key = change.key();
        if (key.startsWith(PLACES)) {
            return !key.equals(PLACES + node) && !isStart(change);
        }
        return key.startsWith(NODES)
                && (key.endsWith("/status") || key.endsWith("/history"))
                && !key.startsWith(NODES + node + "/");
    }

    private static boolean isStart(Change change) {
        return change.after().isPresent() && !rollout(change.before()).equals(rollout(change.after()));
    }

    private static String rollout(Optional<Entry> place) {
        try {
            return place.isEmpty()
                    ? ""
                    : Json.parse(place.get().value()).path("id").asText();
        } catch (MalformedJson e) {
            return "";
        }
    }
}
