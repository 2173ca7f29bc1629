package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S13: more failed nodes than a rollout bears, and it has failed in the same moment. L3: in the end it is over, for
 * whoever could be waited for was retried or skipped.
 */
final class RolloutStops implements Invariant {
    /** By id, what its start has decided: none of that ever changes. */
    private final SortedMap<String, String> decided = new TreeMap<>();

    @Override
    public String name() {
        return "S13";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        boolean touched = what instanceof Happening.Applied applied
                && applied.changes().stream()
                        .anyMatch(change ->
                                change.key().equals(Rollout.KEY) || change.key().startsWith(Rollout.PLACES));
        if (touched) {
            Rollout.in(board.get(Rollout.KEY)).forEach((id, rollout) -> {
                String first = decided.computeIfAbsent(id, unknown -> rollout.decided());
                if (!first.equals(rollout.decided())) {
                    violations.add(id + " was started as " + first + ", and is now " + rollout.decided());
                }
                List<String> failed = rollout.failed(board);
                boolean goesOn = rollout.isRunning() || rollout.state().equals("paused");
                if (goesOn && failed.size() > rollout.maxFailed()) {
                    violations.add(id + " is " + rollout.state() + " though it bears " + rollout.maxFailed()
                            + " failed nodes, and these are: " + failed);
                }
            });
        }
        return violations;
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        return Rollout.in(board.get(Rollout.KEY)).values().stream()
                .map(rollout ->
                        "L3: " + rollout.id() + " is not over: " + rollout.json() + " with " + rollout.places(board))
                .toList();
    }
}
