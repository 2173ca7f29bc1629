package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S22: no node gives the slot of a claim back that it has committed while Consul's servers, whom everybody else asks,
 * have it in the maintenance mode of that claim.
 */
final class ServesOthers implements Invariant {
    /** Why each node is out for all who ask. */
    private final SortedMap<String, String> out = new TreeMap<>();

    @Override
    public String name() {
        return "S22";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.OutForOthers now ->
                now.reason().ifPresentOrElse(why -> out.put(now.node(), why), () -> out.remove(now.node()));
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    change.removed().stream()
                            .filter(claim -> (claim.isCommitted() || claim.isDrained()) && change.isBy(claim))
                            .filter(claim ->
                                    out.getOrDefault(claim.node(), "").startsWith("rebootmgr " + claim.id() + ":"))
                            .forEach(claim -> violations.add(claim.node()
                                    + " gives its slot back, and is out for others: " + out.get(claim.node())));
                }
            }
            default -> {}
        }
        return violations;
    }
}
