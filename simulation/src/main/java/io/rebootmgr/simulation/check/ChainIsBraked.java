package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S15, of detectors that ask for something else after every change: no node makes a fourth change in a row for them
 * alone. A row ends where all of them were good, where somebody else asks, or where an operator has touched the node's
 * keys. Only what was seen to its end counts: a change whose run died may have been made or not.
 */
final class ChainIsBraked implements Invariant {
    private static final int MOST = 3;

    private final int changes;
    private final SortedMap<String, Node> nodes = new TreeMap<>();

    private static final class Node {
        /** What each detector said last, in this boot. */
        final Map<String, Integer> said = new HashMap<>();

        int inARow;
        /** Its tasks have all succeeded, in the run that goes on. */
        boolean made;

        void ends() {
            inARow = 0;
            made = false;
        }
    }

    /** @param changes how many hot tasks a node has, and how many drained ones */
    ChainIsBraked(int changes) {
        this.changes = changes;
    }

    @Override
    public String name() {
        return "S15";
    }

    private Node of(String name) {
        return nodes.computeIfAbsent(name, unknown -> new Node());
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.DetectorSaid(String name, String detector, int code) -> {
                Node node = of(name);
                node.said.put(detector, code);
                if (node.said.values().stream().allMatch(last -> last == 0)) {
                    node.ends();
                }
            }
            case Happening.TaskEnded(String name, var claim, Stage stage, String task, int code) -> {
                boolean isChange = stage == Stage.HOT || stage == Stage.DRAINED;
                of(name).made |= isChange && code == 0 && task.startsWith(Integer.toString(changes));
            }
            case Happening.RunDied(String name) -> of(name).made = false;
            // A reboot has a brake of its own, and what nobody knows after a boot is no row.
            case Happening.WentDown(String name, var boot, var byCommand) -> of(name).ends();
            case Happening.Booted(String name, var boot, var stateLost) ->
                of(name).said.clear();
            case Happening.FileTrigger(String name) -> of(name).ends();
            case Happening.Applied applied -> applied(applied, board, violations);
            default -> {}
        }
        return violations;
    }

    private void applied(Happening.Applied applied, Board board, List<String> violations) {
        for (Change change : applied.changes()) {
            // Whoever asks for something by a key, or touches one of the node's, is no agent.
            if (applied.author().role() != Author.Role.AGENT) {
                nodes.forEach((name, node) -> {
                    if (change.key().contains("/" + name + "/")) {
                        node.ends();
                    }
                });
            }
        }
        List<SlotsChange> lists = new ArrayList<>(SlotsChange.ofHot(applied));
        lists.addAll(board.slotsChanges());
        for (SlotsChange change : lists) {
            change.added().stream().filter(change::isBy).forEach(claim -> begins(claim.node(), board, violations));
            change.removed().stream().filter(change::isBy).forEach(claim -> {
                Node node = of(claim.node());
                node.inARow += node.made ? 1 : 0;
                node.made = false;
            });
        }
    }

    private void begins(String name, Board board, List<String> violations) {
        Node node = of(name);
        node.made = false;
        boolean keys = board.get(Board.changeRequired(name)).isPresent()
                || Board.triggers(name).stream().anyMatch(key -> board.get(key).isPresent());
        if (keys || Rollout.running(name, board).isPresent()) {
            node.ends();
        } else if (node.inARow >= MOST) {
            violations.add(name + " begins with one more change behind " + node.inARow
                    + " in a row, for detectors that said " + new TreeMap<>(node.said));
        }
    }
}
