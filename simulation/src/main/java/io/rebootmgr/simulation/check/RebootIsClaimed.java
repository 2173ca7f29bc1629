package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.List;

/** S3: no reboot without a committed claim for this very boot id. */
final class RebootIsClaimed implements Invariant {
    @Override
    public String name() {
        return "S3";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        if (!(what instanceof Happening.RebootCommanded(String node, String bootId, boolean issued))) {
            return List.of();
        }
        boolean claimed = board.claimsOf(node).stream()
                .anyMatch(claim -> claim.isRebooting() && claim.bootId().equals(bootId));
        return claimed
                ? List.of()
                : List.of(node + " reboots " + bootId + " without a committed claim for it: " + board.claimsOf(node));
    }
}
