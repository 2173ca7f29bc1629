package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening.Applied;
import java.util.List;
import java.util.Optional;

/** What became of the claims of one group, as they count, in one transaction. */
record SlotsChange(String group, Author author, List<SeenClaim> before, List<SeenClaim> after) {

    /** @param board as it is after them */
    static List<SlotsChange> in(Applied applied, Board board) {
        return applied.changes().stream()
                .flatMap(change -> Board.groupOfClaims(change.key()).stream())
                .distinct()
                .map(group -> new SlotsChange(
                        group, applied.author(), board.claimsBefore(group, applied.changes()), board.claims(group)))
                .toList();
    }

    /** The same of the lists of those that are changed in service, as they stand there. */
    static List<SlotsChange> ofHot(Applied applied) {
        return applied.changes().stream()
                .flatMap(change -> Board.groupOfHot(change.key()).stream()
                        .map(group -> new SlotsChange(
                                group, applied.author(), SeenClaim.in(change.before()), SeenClaim.in(change.after()))))
                .toList();
    }

    /** Claims that were not there before; but for one that its drained node has lost, and puts back. */
    List<SeenClaim> added() {
        return after.stream()
                .filter(claim -> was(claim).isEmpty() && !(claim.isDrained() && isBy(claim)))
                .toList();
    }

    /** Claims that turned to rebooting, those that did so once more included. */
    List<SeenClaim> committed() {
        return after.stream()
                .filter(claim -> claim.isGoing() && !isForged())
                .filter(claim -> was(claim)
                        .filter(old -> old.isGoing() && old.since().equals(claim.since()))
                        .isEmpty())
                .toList();
    }

    /** Claims that their own node turned to returning. */
    List<SeenClaim> returned() {
        return after.stream()
                .filter(claim -> claim.state().equals("returning") && isBy(claim))
                .filter(claim -> was(claim).filter(claim::equals).isEmpty())
                .toList();
    }

    /** Claims that are not there any more, as they were. */
    List<SeenClaim> removed() {
        return before.stream().filter(claim -> is(claim).isEmpty()).toList();
    }

    Optional<SeenClaim> was(SeenClaim now) {
        return before.stream().filter(now::is).findFirst();
    }

    Optional<SeenClaim> is(SeenClaim old) {
        return after.stream().filter(old::is).findFirst();
    }

    boolean isBy(SeenClaim claim) {
        return author.role() == Author.Role.AGENT && author.node().equals(claim.node());
    }

    /** What a forger does is the fault, not its consequence. */
    boolean isForged() {
        return author.role() == Author.Role.FORGER;
    }

    boolean isByOperator() {
        return author.role() == Author.Role.OPERATOR;
    }
}
