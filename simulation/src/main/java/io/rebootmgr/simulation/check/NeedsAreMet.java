package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * L1, of what detectors that do not lie find: in the end every node has had what it needed, by the tasks that were seen
 * to succeed and the boots. Drained tasks do what hot ones would have done.
 */
final class NeedsAreMet implements Invariant {
    private static final int HOT = 100;
    private static final int DRAIN = 101;
    private static final int REBOOT = 102;

    private final int changes;
    /** By node and detector. */
    private final SortedMap<String, Need> needs = new TreeMap<>();

    private record Need(String node, String detector, int code) {}

    /** @param changes how many hot tasks a node has, and how many drained ones */
    NeedsAreMet(int changes) {
        this.changes = changes;
    }

    @Override
    public String name() {
        return "L1";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        switch (what) {
            case Happening.Needs(String node, String detector, int code) ->
                needs.put(node + "/" + detector, new Need(node, detector, code));
            case Happening.TaskEnded(String node, var claim, Stage stage, String task, int code) -> {
                boolean isLast = code == 0 && task.startsWith(Integer.toString(changes));
                if (isLast && stage == Stage.HOT) {
                    met(node, HOT);
                } else if (isLast && stage == Stage.DRAINED) {
                    met(node, HOT);
                    met(node, DRAIN);
                }
            }
            case Happening.Booted(String node, var boot, var stateLost) -> met(node, REBOOT);
            default -> {}
        }
        return List.of();
    }

    private void met(String node, int code) {
        needs.values().removeIf(need -> need.node().equals(node) && need.code() == code);
    }

    @Override
    public List<String> judgeEnd(Board board, Duration now) {
        return needs.values().stream()
                .map(need -> need.node() + " needs " + need.code() + " by " + need.detector() + " and did not get it")
                .toList();
    }
}
