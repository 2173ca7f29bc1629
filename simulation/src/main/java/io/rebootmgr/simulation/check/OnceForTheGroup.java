package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S10: what one node does for its group in a rollout, at its end or as a task of all its nodes, comes at most once to
 * its success, but for a crash of the node, or the loss of its lock, between the success and the mark.
 */
final class OnceForTheGroup implements Invariant {
    private static final String LOCKS = "service/rebootmgr/rollout_locks/";
    private static final String MARKS = "service/rebootmgr/rollout_once/";
    private static final String ONCE = "00-";
    private static final Duration LAG = Duration.ofSeconds(10);

    /** By the lock's key, which node has succeeded and not marked it yet. */
    private final SortedMap<String, String> succeeded = new TreeMap<>();
    /** By node, when Consul last ended a lock of it: a task that starts in that moment is ended by its next look. */
    private final SortedMap<String, Duration> lost = new TreeMap<>();

    /** By node, the lock under which it runs such a task. */
    private final SortedMap<String, String> running = new TreeMap<>();

    @Override
    public String name() {
        return "S10";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.TaskStarted(String node, var claim, Stage stage, String task) -> {
                if (isForTheGroup(node, stage, task, board)) {
                    started(node, stage, task, board, violations);
                }
            }
            case Happening.TaskEnded(String node, var claim, Stage stage, String task, int code) -> {
                if (isForTheGroup(node, stage, task, board) && code == 0) {
                    Optional.ofNullable(running.get(node)).ifPresent(lock -> succeeded.put(lock, node));
                }
                running.remove(node);
            }
            case Happening.RunDied(String node) -> excuse(node);
            case Happening.WentDown(String node, var boot, var byCommand) -> excuse(node);
            case Happening.Applied applied ->
                applied.changes().stream()
                        .filter(change ->
                                change.key().startsWith(LOCKS) && change.after().isEmpty())
                        .forEach(change -> {
                            if (applied.author().role() != Author.Role.AGENT) {
                                change.before()
                                        .ifPresent(held -> lost.put(held.shown().text(), board.now()));
                            }
                            freed(change.key(), applied.author(), board, violations);
                        });
            default -> {}
        }
        return violations;
    }

    /** A task of all its nodes is one of each of them outside a rollout. */
    private static boolean isForTheGroup(String node, Stage stage, String task, Board board) {
        return stage == Stage.FINALIZE
                || (task.startsWith(ONCE) && Rollout.running(node, board).isPresent());
    }

    private void freed(String lock, Author author, Board board, List<String> violations) {
        String node = succeeded.remove(lock);
        if (node != null && author.role() == Author.Role.AGENT && !isMarked(lock, board)) {
            violations.add(node + " gives " + lock + " back, and what has succeeded under it is not marked");
        }
    }

    private void excuse(String node) {
        succeeded.values().removeIf(node::equals);
        running.remove(node);
    }

    /** What stands under the lock's own words. */
    private static boolean isMarked(String lock, Board board) {
        return board.get(MARKS + lock.substring(LOCKS.length()))
                .map(Entry::value)
                .map(Rollout::parsed)
                .filter(mark -> mark.path("state").asText().equals("done"))
                .isPresent();
    }

    private void started(String node, Stage stage, String task, Board board, List<String> violations) {
        String what = stage.label() + " task " + task + " for its group";
        String end = "/" + stage.label() + "/" + task;
        Optional<String> held = board.names().stream()
                .filter(key -> key.startsWith(LOCKS) && key.endsWith(end))
                .filter(key -> board.get(key)
                        .filter(entry -> entry.shown().text().equals(node))
                        .isPresent())
                .findFirst();
        if (held.isEmpty()) {
            boolean isJustLost = Optional.ofNullable(lost.get(node))
                    .filter(at -> board.now().minus(at).compareTo(LAG) < 0)
                    .isPresent();
            if (isJustLost) {
                return;
            }
            violations.add(node + " runs " + what + ", and holds no lock for that");
            return;
        }
        String lock = held.get();
        if (succeeded.containsKey(lock)) {
            violations.add(node + " runs " + what + " under " + lock + ", though that of " + succeeded.get(lock)
                    + " has succeeded");
        }
        if (isMarked(lock, board)) {
            violations.add(node + " runs " + what + " under " + lock + ", which is marked as done");
        }
        running.put(node, lock);
    }
}
