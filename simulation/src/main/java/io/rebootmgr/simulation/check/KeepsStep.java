package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * S18: in a rollout with a barrier no node starts a hot task of a step before all others of its wave that are to go
 * have done those before, by the tasks that were seen to succeed; and a node that says it is done has done them all.
 * Who was retried, or came into the group, has not been waited for by whoever looked before that.
 */
final class KeepsStep implements Invariant {
    private static final Duration LAG = Duration.ofMinutes(30);

    private final int changes;
    /** By rollout and node, the steps that it has done. */
    private final SortedMap<String, Set<Integer>> done = new TreeMap<>();
    /** By rollout and node, when it was to go only after others had begun. */
    private final SortedMap<String, Duration> late = new TreeMap<>();

    /** @param changes how many hot tasks a node has */
    KeepsStep(int changes) {
        this.changes = changes;
    }

    @Override
    public String name() {
        return "S18";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.TaskStarted(String node, var claim, Stage stage, String task) -> {
                if (stage == Stage.HOT) {
                    rollout(node, board).ifPresent(rollout -> starts(node, step(task), rollout, board, violations));
                }
            }
            case Happening.TaskEnded(String node, var claim, Stage stage, String task, int code) -> {
                if (stage == Stage.HOT && code == 0) {
                    rollout(node, board)
                            .ifPresent(rollout -> done(rollout, node).add(step(task)));
                }
            }
            case Happening.Applied applied ->
                applied.changes().stream()
                        .filter(change -> change.key().startsWith(Rollout.PLACES))
                        .forEach(change -> placed(change, applied.author(), board, violations));
            default -> {}
        }
        return violations;
    }

    private static int step(String task) {
        return task.charAt(0) - '0';
    }

    private Set<Integer> done(Rollout rollout, String node) {
        return done.computeIfAbsent(rollout.id() + "/" + node, unknown -> new TreeSet<>());
    }

    /** The one with a barrier in which this node is at its change. */
    static Optional<Rollout> rollout(String node, Board board) {
        return Rollout.running(node, board).filter(Rollout::hasBarrier);
    }

    private static JsonNode place(Optional<Entry> entry) {
        return Rollout.parsed(entry.map(Entry::value).orElse(new byte[0]));
    }

    private void starts(String node, int step, Rollout rollout, Board board, List<String> violations) {
        SortedMap<String, JsonNode> places = rollout.places(board);
        int wave = rollout.waveOf(places.getOrDefault(node, Json.object()));
        places.forEach((other, place) -> {
            boolean counts = !other.equals(node) && rollout.waveOf(place) == wave && isToGo(place);
            boolean excused = Optional.ofNullable(late.get(rollout.id() + "/" + other))
                    .filter(since -> board.now().minus(since).compareTo(LAG) < 0)
                    .isPresent();
            if (counts && !excused && !hasDone(rollout, other, step - 1)) {
                violations.add(node + " starts step " + step + " of " + rollout.id() + ", and " + other + " has done "
                        + done(rollout, other));
            }
        });
    }

    private boolean hasDone(Rollout rollout, String node, int steps) {
        Set<Integer> its = new HashSet<>(done(rollout, node));
        for (int step = 1; step <= steps; step++) {
            if (!its.contains(step)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToGo(JsonNode place) {
        String state = place.path("state").asText();
        return state.equals("waiting") || state.equals("running");
    }

    private void placed(Change change, Author author, Board board, List<String> violations) {
        String node = change.key().substring(Rollout.PLACES.length());
        JsonNode before = place(change.before());
        JsonNode now = place(change.after());
        String id = now.path("id").asText();
        Rollout rollout = Rollout.in(board.get(Rollout.KEY)).get(id);
        if (rollout == null || !rollout.hasBarrier()) {
            return;
        }
        boolean was = before.path("id").asText().equals(id) && isToGo(before);
        if (isToGo(now) && !was) {
            late.put(id + "/" + node, board.now());
        }
        boolean isOwn = author.role() == Author.Role.AGENT && author.node().equals(node);
        if (isOwn && now.path("state").asText().equals("ok") && !hasDone(rollout, node, changes)) {
            violations.add(node + " is done with " + id + ", and has done " + done(rollout, node) + " of " + changes
                    + " steps");
        }
    }
}
