package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * S9, whatever somebody else wrote into the key of rollouts: no node begins with what operators have not ordered, under
 * their pause, or before the nodes of the waves before its own say that they are through. What groups follow they take
 * up by themselves, each version once.
 */
final class AsOrdered implements Invariant {
    private static final String PREFIX = "service/rebootmgr/";
    private static final String ORDERS = PREFIX + "rollout_orders/";

    /** What groups have taken up by themselves: each version once. */
    private final Set<String> followed = new TreeSet<>();

    @Override
    public String name() {
        return "S9";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        if (what instanceof Happening.Applied applied && applied.author().role() == Author.Role.AGENT) {
            for (Change change : applied.changes()) {
                if (change.key().equals(Rollout.KEY)) {
                    started(change, violations);
                }
                if (change.key().startsWith(Rollout.PLACES) && begins(change)) {
                    JsonNode place = Rollout.parsed(change.after().orElseThrow().value());
                    wrong(change.key().substring(Rollout.PLACES.length()), place, board)
                            .ifPresent(violations::add);
                }
            }
        }
        return violations;
    }

    private void started(Change change, List<String> violations) {
        Map<String, Rollout> before = Rollout.in(change.before());
        Rollout.in(change.after()).forEach((id, rollout) -> {
            if (!before.containsKey(id) && !followed.add(rollout.groups() + " " + rollout.version())) {
                violations.add(id + " is started of " + rollout.version() + ", which " + rollout.groups()
                        + " has taken up before");
            }
        });
    }

    /** Of a version that was published, and by a policy that follows. */
    private static boolean isFollowed(Rollout rollout, Board board) {
        boolean isPublished = false;
        JsonNode versions = json(board.get(PREFIX + "versions"));
        for (JsonNode one : versions.path("versions")) {
            isPublished |= one.path("version").asText().equals(rollout.version());
        }
        return isPublished && json(board.get(PREFIX + "config")).has("follow");
    }

    private static JsonNode json(Optional<Entry> entry) {
        return entry.map(each -> Rollout.parsed(each.value())).orElseGet(Json::object);
    }

    private static boolean begins(Change change) {
        JsonNode before =
                change.before().map(entry -> Rollout.parsed(entry.value())).orElseGet(Json::object);
        JsonNode after =
                change.after().map(entry -> Rollout.parsed(entry.value())).orElseGet(Json::object);
        boolean wasIt = isRunning(before) && before.path("id").equals(after.path("id"));
        return isRunning(after) && !wasIt;
    }

    private static boolean isRunning(JsonNode place) {
        return place.path("state").asText().equals("running");
    }

    private static Optional<String> wrong(String node, JsonNode place, Board board) {
        String id = place.path("id").asText();
        JsonNode standing = board.get(ORDERS + id)
                .map(entry -> Rollout.parsed(entry.value()))
                .orElseGet(Json::object);
        String begins = node + " begins with " + id + ", ";
        Optional<Rollout> said =
                Optional.ofNullable(Rollout.in(board.get(Rollout.KEY)).get(id)).filter(one -> isFollowed(one, board));
        if (standing.isEmpty() && said.isEmpty()) {
            return Optional.of(begins + "which nobody has ordered");
        }
        if (standing.has("paused")) {
            return Optional.of(begins + "which is " + standing.path("paused").asText());
        }
        Rollout order = standing.isEmpty() ? said.orElseThrow() : new Rollout(standing.path("order"));
        int wave = order.waveOf(place);
        List<String> before = new ArrayList<>();
        order.eachPlace(board, (other, its) -> {
            String state = its.path("state").asText();
            if ((state.equals("waiting") || state.equals("running")) && order.waveOf(its) < wave) {
                before.add(other);
            }
        });
        return before.isEmpty() ? Optional.empty() : Optional.of(begins + "and before it are " + before);
    }
}
