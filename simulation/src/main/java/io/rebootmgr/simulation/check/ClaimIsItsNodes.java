package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S4: only its own node (another boot id) or an operator frees a rebooting claim. On the same boot the node may do so only if it does not
 * go down on it: no reboot command was given, or the last one failed. A returning claim is its own node's or an operator's to
 * free as well, and a preparing one everybody's once its lock is gone.
 */
final class ClaimIsItsNodes implements Invariant {
    /** By boot id, whether the last reboot command of that boot was issued. */
    private final SortedMap<String, Boolean> commanded = new TreeMap<>();

    @Override
    public String name() {
        return "S4";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.RebootCommanded(String node, String bootId, boolean issued) -> commanded.put(bootId, issued);
            case Happening.Applied applied -> {
                for (SlotsChange change : SlotsChange.in(applied)) {
                    change.removed()
                            .forEach(claim -> removed(change, claim, board).ifPresent(violations::add));
                    change.before().forEach(claim -> altered(change, claim).ifPresent(violations::add));
                }
            }
            default -> {}
        }
        return violations;
    }

    private Optional<String> removed(SlotsChange change, SeenClaim claim, Board board) {
        if (change.isByOperator()) {
            return Optional.empty();
        }
        boolean allowed = switch (claim.state()) {
            case "rebooting" -> change.isBy(claim) && (isAnotherBoot(change.author(), claim) || !goesDown(claim));
            case "returning" -> change.isBy(claim);
            default -> change.isBy(claim) || !board.isLocked(change.group(), claim);
        };
        return allowed ? Optional.empty() : Optional.of(change.author() + " removed " + claim);
    }

    /** A claim keeps its node, its session and its boot id, and goes no way back. */
    private static Optional<String> altered(SlotsChange change, SeenClaim claim) {
        Optional<SeenClaim> now = change.is(claim.id()).filter(after -> !after.equals(claim));
        if (now.isEmpty()) {
            return Optional.empty();
        }
        SeenClaim after = now.get();
        boolean same = after.node().equals(claim.node()) && after.bootId().equals(claim.bootId());
        boolean onward = !(claim.isCommitted() && after.isPreparing())
                && !(claim.state().equals("returning") && after.isRebooting());
        boolean back = after.state().equals("returning") && !isAnotherBoot(change.author(), claim);
        return same && onward && !back && change.isBy(claim)
                ? Optional.empty()
                : Optional.of(change.author() + " made " + after + " of " + claim);
    }

    private static boolean isAnotherBoot(Author author, SeenClaim claim) {
        return !author.bootId().equals(claim.bootId());
    }

    private boolean goesDown(SeenClaim claim) {
        return commanded.getOrDefault(claim.bootId(), false);
    }
}
