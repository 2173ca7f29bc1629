package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * S23: a drained node is out of service, and another one that goes would be one too many. So no node says that the
 * drain of a claim stands and gives back its slot in the same breath; and no run that Consul answers begins to undo a
 * drain, or ends by itself and leaves one, under a claim that goes with its session or is gone, unless an operator has
 * released it. But where somebody leased the node once its claim did not count any more: the two must not stand
 * together (S8).
 */
final class DrainKeepsSlot implements Invariant {
    /** Nobody tries for longer to keep the slot, before the node is put back into service. */
    private static final Duration TRIED = Duration.ofMinutes(1);

    /** By node, the claim of the drain that stands. */
    private final Map<String, String> drained = new HashMap<>();

    private final Map<String, Duration> unanswered = new HashMap<>();
    private final Set<String> still = new HashSet<>();
    private final Map<String, Integer> runs = new HashMap<>();
    /** Claims that an operator has ended. */
    private final Set<String> released = new HashSet<>();

    @Override
    public String name() {
        return "S23";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        switch (what) {
            case Happening.Applied applied -> {
                board.slotsChanges().stream()
                        .filter(SlotsChange::isByOperator)
                        .flatMap(change -> change.removed().stream())
                        .forEach(claim -> released.add(claim.key()));
                return givenBack(applied, board);
            }
            case Happening.Unanswered(String node) -> unanswered.put(node, board.now());
            case Happening.StoodStill(String node) -> still.add(node);
            case Happening.Read read -> {
                // It wakes up, and what it had to try for is over.
                if (still.remove(read.node())) {
                    unanswered.put(read.node(), board.now());
                }
            }
            case Happening.RunStarted(String node, String boot) -> runs.merge(node, 1, Integer::sum);
            case Happening.RunDied(String node) -> runs.merge(node, -1, Integer::sum);
            case Happening.RunEnded(String node, int code, String why) -> {
                // Beside the one that drains others only look.
                if (runs.merge(node, -1, Integer::sum) == 0 && drained.containsKey(node)) {
                    return hanging(node, drained.get(node), "ends with " + code + " and is drained", board);
                }
            }
            case Happening.Booted(String node, String boot, boolean lost) -> {
                runs.remove(node);
                drained.remove(node);
            }
            case Happening.TaskStarted(String node, String claim, Stage stage, String task) -> {
                switch (stage) {
                    case PRE_BOOT -> drained.put(node, claim);
                    case POST_BOOT -> drained.remove(node);
                    case ABORT -> {
                        drained.remove(node);
                        return hanging(node, claim, "begins to undo its drain", board);
                    }
                    default -> {}
                }
            }
            default -> {}
        }
        return List.of();
    }

    private static List<String> givenBack(Happening.Applied applied, Board board) {
        return board.slotsChanges().stream()
                .flatMap(change -> change.removed().stream().filter(change::isBy))
                .filter(claim ->
                        applied.changes().stream().anyMatch(each -> each.key().equals(Board.status(claim.node()))))
                .filter(claim -> board.standingDrain(claim.node()).equals(Optional.of(claim.id())))
                .filter(claim -> !OneAtATime.isLeased(board, claim.node()))
                .map(claim -> claim.node() + " gives its slot back, and says that it is drained: " + claim)
                .toList();
    }

    private List<String> hanging(String node, String id, String does, Board board) {
        Duration silent = unanswered.get(node);
        boolean isExcused =
                (silent != null && board.now().minus(silent).compareTo(TRIED) <= 0) || OneAtATime.isLeased(board, node);
        return isExcused || released.contains(SeenClaim.key(node, id)) || board.isListedAsCommitted(node, id)
                ? List.of()
                : List.of(node + " " + does + ", and its claim " + id + " is gone, or goes with its session");
    }
}
