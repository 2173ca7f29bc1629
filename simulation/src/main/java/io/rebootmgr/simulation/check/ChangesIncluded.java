package io.rebootmgr.simulation.check;

import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * L1, of changes without a reboot: who has rebooted, or was changed while it was drained, asks for no lower change any
 * more that it was asked for before its claim. What came after that may be done with it or not. Where a node lost its
 * state directory, and its last word in Consul is not that of the commit any more, nothing tells what it was asked for.
 */
final class ChangesIncluded implements Invariant {
    /** By claim, the index with which it came. */
    private final SortedMap<String, Long> begun = new TreeMap<>();
    /** Nodes that know nothing of what their claim was for. */
    private final Set<String> excused = new HashSet<>();

    @Override
    public String name() {
        return "L1";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        if (what instanceof Happening.Booted(String node, String bootId, boolean stateLost)) {
            boolean tellsOfTheCommit = board.says(node, "rebooting") || board.says(node, "changing");
            if (stateLost && !tellsOfTheCommit) {
                excused.add(node);
            }
        }
        if (what instanceof Happening.Applied applied) {
            for (SlotsChange change : board.slotsChanges()) {
                change.added().stream().filter(change::isBy).forEach(claim -> {
                    // A node that puts back what somebody deleted begins nothing.
                    if (begun.putIfAbsent(claim.key(), applied.index()) == null) {
                        excused.remove(claim.node());
                    }
                });
                change.removed().stream().filter(change::isBy).forEach(claim -> {
                    Long since = begun.remove(claim.key());
                    // Who removes what was forged in its name has ended nothing, and knows no more than before.
                    if (since == null) {
                        return;
                    }
                    boolean knows = !excused.remove(claim.node());
                    if (knows && claim.state().equals("returning")) {
                        board.get(Board.changeRequired(claim.node()))
                                .filter(request -> request.modifyIndex() < since && isLower(request))
                                .ifPresent(request -> violations.add(
                                        claim.node() + " is still asked for a change that " + claim + " has made: "
                                                + request.shown().text()));
                    }
                });
            }
        }
        return violations;
    }

    /** Than a reboot, and no higher than a drain. */
    private static boolean isLower(Entry request) {
        try {
            String kind = Json.parse(request.value()).path("kind").asText();
            return kind.equals("hot") || kind.equals("drain");
        } catch (MalformedJson e) {
            return false;
        }
    }
}
