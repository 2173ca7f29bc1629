package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;

/** S5: no COMMIT after a stop flag was set, and no new claim either. */
final class StopHolds implements Invariant {
    @Override
    public String name() {
        return "S5";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        if (what instanceof Happening.Applied applied) {
            for (SlotsChange change : SlotsChange.in(applied)) {
                change.committed().forEach(claim -> judge(change, claim, board, violations));
                change.added().forEach(claim -> judge(change, claim, board, violations));
            }
        }
        return violations;
    }

    private static void judge(SlotsChange change, SeenClaim claim, Board board, List<String> violations) {
        List<String> stops = board.stops(change.group(), claim.node());
        if (!stops.isEmpty()) {
            violations.add(claim.state() + " although stopped by " + stops + ": " + claim);
        }
    }
}
