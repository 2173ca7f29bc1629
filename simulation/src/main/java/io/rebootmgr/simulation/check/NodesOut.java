package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S2: nodes past COMMIT that are not back in service never exceed the limit. A node is back when it says so itself, or
 * an operator in its stead; whoever else removes its claim does not bring it back.
 */
final class NodesOut implements Invariant {
    /** By group, the nodes that are out and the claim with which each has committed. */
    private final SortedMap<String, SortedMap<String, String>> out = new TreeMap<>();

    @Override
    public String name() {
        return "S2";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        if (what instanceof Happening.Applied) {
            for (SlotsChange change : board.slotsChanges()) {
                SortedMap<String, String> nodes = out.computeIfAbsent(change.group(), group -> new TreeMap<>());
                for (SeenClaim claim : change.removed()) {
                    if (board.isGenuine(claim) && (change.isByOperator() || change.isBy(claim))) {
                        // A copy of an older one may go while this one stands.
                        nodes.remove(claim.node(), claim.id());
                    }
                }
                for (SeenClaim claim : change.committed()) {
                    boolean another = nodes.put(claim.node(), claim.id()) == null;
                    int limit = board.limit(change.group(), claim.node());
                    if (another && nodes.size() > limit) {
                        violations.add("out of service at the limit " + limit + " of group " + change.group() + ": "
                                + nodes.keySet());
                    }
                }
            }
        }
        return violations;
    }
}
