package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * S11: of no failure domain are more nodes out than may be, and no more domains have a node out. Judged whenever a
 * claim is added, of all that count, and whenever one is committed, of those that are; by the limits of that moment or
 * those that the run was shown. A claim that makes nothing worse breaks nothing: a limit may have been lowered.
 */
final class DomainsHold implements Invariant {
    private final Looks looks = new Looks();

    @Override
    public String name() {
        return "S11";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        if (what instanceof Happening.Applied) {
            for (SlotsChange change : board.slotsChanges()) {
                if (change.isForged()) {
                    continue;
                }
                for (SeenClaim claim : change.added()) {
                    judge("claimed", change, claim, board.counting(change.group()), board, violations);
                }
                for (SeenClaim claim : change.committed()) {
                    if (change.was(claim).filter(SeenClaim::isCommitted).isEmpty()) {
                        List<SeenClaim> gone = change.after().stream()
                                .filter(SeenClaim::isCommitted)
                                .toList();
                        judge("committed", change, claim, gone, board, violations);
                    }
                }
            }
        }
        return violations;
    }

    /** @param all that are there with this one */
    private void judge(
            String what,
            SlotsChange change,
            SeenClaim claim,
            List<SeenClaim> all,
            Board board,
            List<String> violations) {
        Board seen = looks.of(claim.node(), change.author().run()).orElse(board);
        Predicate<SeenClaim> same = other -> domain(other).equals(domain(claim));
        int limit = board.number("domain_limit", Integer.MAX_VALUE, change.group(), claim.node(), seen);
        long with = all.stream().filter(same).count();
        if (with > limit) {
            violations.add(what + " as number " + with + " of domain " + domain(claim) + " at the limit " + limit + ": "
                    + claim);
        }
        int most = board.number("domains_at_a_time", Integer.MAX_VALUE, change.group(), claim.node(), seen);
        long domains = all.stream().map(DomainsHold::domain).distinct().count();
        if (domains > most && with == 1) {
            violations.add(what + " in domain number " + domains + " of " + most + ": " + claim);
        }
    }

    /** A node without one is one of its own. */
    private static String domain(SeenClaim claim) {
        return claim.domain().isEmpty() ? "that of " + claim.node() : claim.domain();
    }
}
