package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * S1: in every group, claims that count never exceed the limit. Judged whenever one is added, by the limit of that
 * moment: one that is lowered takes nobody's slot away, but it keeps from committing whoever is not among the first any
 * more. A layer that comes up in between a run's look and its write is not known to it yet, but it is before its node
 * reboots. And a claim that does not count is never committed, for its slot may be another's.
 */
final class LimitHolds implements Invariant {
    private final Looks looks = new Looks();

    @Override
    public String name() {
        return "S1";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        if (what instanceof Happening.Applied applied) {
            for (SlotsChange change : board.slotsChanges()) {
                change.added().stream()
                        .filter(claim -> !change.isForged())
                        .forEach(claim -> added(change, claim, board, violations));
                change.committed().stream()
                        .filter(claim ->
                                change.was(claim).filter(SeenClaim::isGoing).isEmpty())
                        .forEach(claim -> committed(applied, change.group(), claim, board, violations));
            }
        }
        return violations;
    }

    /**
     * The limit of this moment, or that of the layers that the run was shown, where it cannot know of a new one yet.
     */
    private int limit(String group, SeenClaim claim, long run, Board board) {
        return looks.of(claim.node(), run)
                .map(seen -> board.limit(group, claim.node(), seen))
                .orElseGet(() -> board.limit(group, claim.node()));
    }

    private void added(SlotsChange change, SeenClaim claim, Board board, List<String> violations) {
        int counting = board.counting(change.group()).size();
        int limit = limit(change.group(), claim, change.author().run(), board);
        if (counting > limit) {
            violations.add(
                    counting + " claims count in group " + change.group() + " of limit " + limit + " with " + claim);
        }
    }

    private void committed(
            Happening.Applied applied, String group, SeenClaim claim, Board board, List<String> violations) {
        if (!wasLocked(applied, board, group, claim)) {
            violations.add("committed without its lock: " + claim);
        }
        long before = board.counting(group).stream()
                .takeWhile(other -> !other.is(claim))
                .count();
        int limit = limit(group, claim, applied.author().run(), board);
        if (before >= limit) {
            violations.add("committed behind " + before + " claims at the limit " + limit + ": " + claim);
        }
    }

    private static boolean wasLocked(Happening.Applied applied, Board board, String group, SeenClaim claim) {
        String lock = Board.lock(group, claim.node());
        Optional<Entry> before = board.get(lock);
        for (Change change : applied.changes()) {
            if (change.key().equals(lock)) {
                before = change.before();
            }
        }
        return before.flatMap(Entry::session).filter(claim.session()::equals).isPresent();
    }
}
