package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * L5: no node stays drained, whatever it has lost: behind every drain that began come, in the end, its abort tasks or
 * those of its return. Machines that nobody expects back are not asked.
 */
final class NobodyStaysDrained implements Invariant {
    /** By nodes: the task with which the drain began that nothing has ended yet. */
    private final SortedMap<String, Happening.TaskStarted> drained = new TreeMap<>();

    @Override
    public String name() {
        return "L5";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        switch (what) {
            case Happening.TaskStarted task -> {
                if (task.stage() == Stage.PRE_BOOT) {
                    drained.put(task.node(), task);
                } else if (task.stage() == Stage.ABORT || task.stage() == Stage.POST_BOOT) {
                    drained.remove(task.node());
                }
            }
            case Happening.GivenUpForLost(String node) -> drained.remove(node);
            default -> {}
        }
        return List.of();
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        return drained.values().stream()
                .map(task -> task.node() + " is left drained: " + task.text() + ", for claim " + task.claim()
                        + ", and nothing undid it")
                .toList();
    }
}
