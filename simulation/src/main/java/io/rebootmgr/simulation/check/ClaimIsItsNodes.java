package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S4: only its own node (another boot id) or an operator frees a rebooting claim. On the same boot the node may do so
 * only if it does not go down on it: no reboot command was given, or the last one said that it failed and the node
 * still stands after the grace period, whatever the wall clock says. A returning claim is its own node's or an
 * operator's to free as well, and a preparing one everybody's once its lock is gone.
 */
final class ClaimIsItsNodes implements Invariant {
    private static final Duration GRACE = Duration.ofMinutes(15);

    /** By boot id, the last reboot command of that boot. */
    private final SortedMap<String, Command> commanded = new TreeMap<>();

    private record Command(boolean issued, Duration at) {}

    @Override
    public String name() {
        return "S4";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.RebootCommanded(String node, String bootId, boolean issued) ->
                commanded.put(bootId, new Command(issued, board.now()));
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    if (change.isForged()) {
                        continue;
                    }
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
        // What somebody else wrote in a node's name is not the node's claim, and its own to remove.
        if (change.isByOperator() || (change.isBy(claim) && !board.isGenuine(claim))) {
            return Optional.empty();
        }
        boolean allowed = switch (claim.state()) {
            case "rebooting" ->
                change.isBy(claim) && (isAnotherBoot(change.author(), claim) || !goesDown(claim, board));
            case "drained", "changing", "returning" -> change.isBy(claim);
            default -> change.isBy(claim) || !board.isLocked(change.group(), claim);
        };
        return allowed ? Optional.empty() : Optional.of(change.author() + " removed " + claim);
    }

    /** A claim keeps its node, its session and its boot id, and goes no way back. */
    private static Optional<String> altered(SlotsChange change, SeenClaim claim) {
        Optional<SeenClaim> now = change.is(claim).filter(after -> !after.equals(claim));
        if (now.isEmpty()) {
            return Optional.empty();
        }
        SeenClaim after = now.get();
        // A change outlives boots: the one that its reboot is to leave is that in which it was complete.
        boolean same = after.node().equals(claim.node())
                && (after.bootId().equals(claim.bootId())
                        // Only its lock told of it, which does not say the boot.
                        || claim.bootId().isEmpty()
                        || (claim.isChanging() && after.isRebooting() && !claim.isForDrain()));
        boolean onward = !(claim.isCommitted() && after.isPreparing())
                && !(claim.state().equals("returning") && after.isGoing())
                && !(claim.isRebooting() && after.isChanging())
                // One that somebody else called so is called so anew by its node.
                && (!claim.isDrained() || after.isDrained());
        boolean back =
                after.state().equals("returning") && !claim.isForDrain() && !isAnotherBoot(change.author(), claim);
        return same && onward && !back && change.isBy(claim)
                ? Optional.empty()
                : Optional.of(change.author() + " made " + after + " of " + claim);
    }

    private static boolean isAnotherBoot(Author author, SeenClaim claim) {
        return !author.bootId().equals(claim.bootId());
    }

    private boolean goesDown(SeenClaim claim, Board board) {
        Command last = commanded.get(claim.bootId());
        return last != null && (last.issued() || board.now().minus(last.at()).compareTo(GRACE) < 0);
    }
}
