package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S10: what comes once at the end of a rollout runs at most once to its success for a group, but for a crash of its
 * node, or the loss of its lock, between the success and the mark; and only when all nodes are done.
 */
final class FinalizedOnce implements Invariant {
    private static final String LOCKS = "service/rebootmgr/rollout_locks/";
    /** By the lock's key, which node has succeeded and not marked it yet. */
    private final SortedMap<String, String> succeeded = new TreeMap<>();
    /** By node, the lock under which it runs such tasks. */
    private final SortedMap<String, String> running = new TreeMap<>();

    @Override
    public String name() {
        return "S10";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.TaskStarted(String node, var claim, Stage stage, var task) -> {
                if (stage == Stage.FINALIZE) {
                    started(node, board, violations);
                }
            }
            case Happening.TaskEnded(String node, var claim, Stage stage, var task, int code) -> {
                if (stage == Stage.FINALIZE && code == 0) {
                    Optional.ofNullable(running.get(node)).ifPresent(lock -> succeeded.put(lock, node));
                }
            }
            case Happening.RunDied(String node) -> excuse(node);
            case Happening.WentDown(String node, var boot, var byCommand) -> excuse(node);
            case Happening.Applied applied ->
                applied.changes().stream()
                        .filter(change ->
                                change.key().startsWith(LOCKS) && change.after().isEmpty())
                        .filter(change -> !isMarked(change.key(), board))
                        .forEach(change -> freed(change.key(), applied.author(), violations));
            default -> {}
        }
        return violations;
    }

    private void freed(String lock, Author author, List<String> violations) {
        String node = succeeded.remove(lock);
        if (node != null && author.role() == Author.Role.AGENT) {
            violations.add(node + " gives " + lock + " back, and what has succeeded under it is not marked");
        }
    }

    private void excuse(String node) {
        succeeded.values().removeIf(node::equals);
        running.remove(node);
    }

    private static boolean isMarked(String lock, Board board) {
        String[] words = lock.substring(LOCKS.length()).split("/", 2);
        return Optional.ofNullable(Rollout.in(board.get(Rollout.KEY)).get(words[0]))
                .map(rollout -> rollout.isFinalizedFor(words[1]))
                .orElse(true);
    }

    private void started(String node, Board board, List<String> violations) {
        Optional<String> held = board.names().stream()
                .filter(key -> key.startsWith(LOCKS))
                .filter(key -> board.get(key)
                        .filter(entry -> entry.shown().text().equals(node))
                        .isPresent())
                .findFirst();
        if (held.isEmpty()) {
            violations.add(node + " runs finalize tasks, and holds no lock for that");
            return;
        }
        String lock = held.get();
        if (succeeded.containsKey(lock)) {
            violations.add(node + " runs finalize tasks under " + lock + ", though those of " + succeeded.get(lock)
                    + " have succeeded");
        }
        if (isMarked(lock, board)) {
            violations.add(node + " runs finalize tasks under " + lock + ", which are marked as done");
        }
        running.put(node, lock);
    }
}
