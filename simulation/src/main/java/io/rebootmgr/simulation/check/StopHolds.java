package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S5: no drain begins, nothing that comes once at the end of a rollout, and no reboot command is given after a stop
 * flag was set that the last confirmed look could have seen; and there is such a look after every CLAIM and every
 * COMMIT.
 */
final class StopHolds implements Invariant {
    private final Looks sinceClaim = new Looks();
    private final SortedMap<String, String> groupOf = new TreeMap<>();

    @Override
    public String name() {
        return "S5";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        sinceClaim.saw(what);
        switch (what) {
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    change.added().forEach(claim -> claimed(change, claim));
                    change.committed().forEach(claim -> claimed(change, claim));
                }
            }
            case Happening.TaskStarted(String node, var claim, Stage stage, var task) -> {
                if (stage == Stage.PRE_BOOT) {
                    judge("drains", node, violations);
                } else if (stage == Stage.FINALIZE) {
                    finalizes(node, violations);
                }
            }
            case Happening.RebootCommanded(String node, var boot, var issued) -> judge("reboots", node, violations);
            default -> {}
        }
        return violations;
    }

    private void claimed(SlotsChange change, SeenClaim claim) {
        if (change.isBy(claim)) {
            groupOf.put(claim.node(), change.group());
            sinceClaim.forget(claim.node());
        }
    }

    /** Under no claim: the look that it began with is the last. */
    private void finalizes(String node, List<String> violations) {
        sinceClaim
                .of(node)
                .map(seen -> seen.stops(NothingBegins.groupOf(seen, node), node))
                .filter(stops -> !stops.isEmpty())
                .ifPresent(stops ->
                        violations.add(node + " runs what comes once at the end although stopped by " + stops));
    }

    private void judge(String does, String node, List<String> violations) {
        if (!groupOf.containsKey(node)) {
            return;
        }
        List<String> stops = sinceClaim
                .of(node)
                .map(seen -> seen.stops(groupOf.get(node), node))
                .orElse(List.of("what it has not looked at since its claim or commit"));
        if (!stops.isEmpty()) {
            violations.add(node + " " + does + " although stopped by " + stops);
        }
    }
}
