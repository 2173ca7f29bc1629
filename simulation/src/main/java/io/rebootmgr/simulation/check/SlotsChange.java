package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of the claims of one group, in one transaction. */
record SlotsChange(String group, Author author, List<SeenClaim> before, List<SeenClaim> after) {

    static List<SlotsChange> in(Applied applied) {
        List<SlotsChange> found = new ArrayList<>();
        for (Change change : applied.changes()) {
            Board.groupOfSlots(change.key())
                    .ifPresent(group -> found.add(new SlotsChange(
                            group, applied.author(), SeenClaim.in(change.before()), SeenClaim.in(change.after()))));
        }
        return found;
    }

    /** Claims that were not there before. */
    List<SeenClaim> added() {
        return after.stream().filter(claim -> was(claim.id()).isEmpty()).toList();
    }

    /** Claims that turned to rebooting, those that did so once more included. */
    List<SeenClaim> committed() {
        return after.stream()
                .filter(SeenClaim::isRebooting)
                .filter(claim -> was(claim.id())
                        .filter(old -> old.isRebooting() && old.since().equals(claim.since()))
                        .isEmpty())
                .toList();
    }

    /** Claims that are not there any more, as they were. */
    List<SeenClaim> removed() {
        return before.stream().filter(claim -> is(claim.id()).isEmpty()).toList();
    }

    Optional<SeenClaim> was(String id) {
        return before.stream().filter(claim -> claim.id().equals(id)).findFirst();
    }

    Optional<SeenClaim> is(String id) {
        return after.stream().filter(claim -> claim.id().equals(id)).findFirst();
    }

    boolean isBy(SeenClaim claim) {
        return author.role() == Author.Role.AGENT && author.node().equals(claim.node());
    }

    boolean isByOperator() {
        return author.role() == Author.Role.OPERATOR;
    }
}
