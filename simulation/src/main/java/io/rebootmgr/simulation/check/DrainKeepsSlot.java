package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.List;
import java.util.Optional;

/**
 * S23: no node says that the drain of a claim stands and gives back its slot in the same breath: it is out of service,
 * and another one that goes would be one too many. But where somebody leased it once its claim did not count any more:
 * the two must not stand together (S8).
 */
final class DrainKeepsSlot implements Invariant {
    @Override
    public String name() {
        return "S23";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        if (!(what instanceof Happening.Applied applied)) {
            return List.of();
        }
        return board.slotsChanges().stream()
                .flatMap(change -> change.removed().stream().filter(change::isBy))
                .filter(claim ->
                        applied.changes().stream().anyMatch(each -> each.key().equals(Board.status(claim.node()))))
                .filter(claim -> board.standingDrain(claim.node()).equals(Optional.of(claim.id())))
                .filter(claim -> !OneAtATime.isLeased(board, claim.node()))
                .map(claim -> claim.node() + " gives its slot back, and says that it is drained: " + claim)
                .toList();
    }
}
