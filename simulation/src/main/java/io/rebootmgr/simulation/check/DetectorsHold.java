package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * S12: nothing begins on a node whose detectors could not say, when they were last asked in this boot, what it needs;
 * and no node goes down twice in a row for detectors that have said nothing else since, nor anybody else, that it needs
 * a reboot.
 */
final class DetectorsHold implements Invariant {
    private static final Set<Integer> WORDS = Set.of(0, 100, 101, 102);
    private static final int REBOOT = 102;

    private static final class Node {
        /** What each detector said last in this boot. */
        final Map<String, Integer> said = new HashMap<>();

        /**
         * The same in the run that goes on. What an earlier one heard after a change, and had no time to write down,
         * counts for nothing in the next.
         */
        final Map<String, Integer> saidInRun = new HashMap<>();

        /** Those that have asked for a reboot before it went down, and said the same ever since. */
        final Set<String> obeyed = new TreeSet<>();

        /** The same, while its commit stands and it is still up. */
        final Set<String> committed = new TreeSet<>();

        /** Somebody or something else asks, since what it went down for last. */
        boolean askedOtherwise;

        /** Since the claim of what it goes down for next, which cannot know of it. */
        boolean askedSinceClaim;

        boolean wentDown;

        void asked() {
            askedOtherwise = true;
            askedSinceClaim = true;
        }

        void goesDown() {
            if (!committed.isEmpty()) {
                obeyed.clear();
                obeyed.addAll(committed);
                committed.clear();
                askedOtherwise = askedSinceClaim;
                wentDown = true;
            }
        }
    }

    private final SortedMap<String, Node> nodes = new TreeMap<>();

    @Override
    public String name() {
        return "S12";
    }

    private Node of(String name) {
        return nodes.computeIfAbsent(name, unknown -> new Node());
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.DetectorSaid(String name, String detector, int code) -> {
                Node node = of(name);
                node.said.put(detector, code);
                node.saidInRun.put(detector, code);
                if (code != REBOOT) {
                    node.obeyed.remove(detector);
                } else if (!node.obeyed.contains(detector) && node.wentDown) {
                    node.asked();
                }
            }
            case Happening.RunStarted(String name, var boot) ->
                of(name).saidInRun.clear();
            case Happening.Booted(String name, String boot, boolean stateLost) -> {
                of(name).said.clear();
                // Nothing on the node tells any more what it went down for.
                if (stateLost) {
                    of(name).asked();
                }
            }
            case Happening.WentDown(String name, var boot, var byCommand) -> of(name).goesDown();
            case Happening.LostClaimFile(String name) -> of(name).asked();
            case Happening.FileTrigger(String name) -> of(name).asked();
            case Happening.GivenUpForLost(String name) -> of(name).asked();
            case Happening.Applied applied -> applied(applied, board, violations);
            default -> {}
        }
        return violations;
    }

    private void applied(Happening.Applied applied, Board board, List<String> violations) {
        for (Change change : applied.changes()) {
            if (change.after().isPresent()) {
                Board.nodeOfTrigger(change.key()).ifPresent(node -> of(node).asked());
            }
            if (applied.author().role() == Author.Role.OPERATOR) {
                // Resumed, or released.
                nodes.forEach((name, node) -> {
                    if (change.key().contains("/nodes/" + name + "/")) {
                        node.asked();
                    }
                });
            }
        }
        SlotsChange.ofHot(applied).forEach(change -> hotly(change, violations));
        for (SlotsChange change : board.slotsChanges()) {
            claims(change, violations);
            for (SeenClaim claim : change.removed()) {
                of(claim.node()).committed.clear();
                if (change.isByOperator()) {
                    of(claim.node()).asked();
                }
            }
            for (SeenClaim claim : change.committed()) {
                // The second try of a reboot is for what the first was for.
                boolean again = change.was(claim).filter(SeenClaim::isGoing).isPresent();
                // Whoever is drained for another word goes down for none.
                if (change.isBy(claim) && !again && !claim.isForDrain()) {
                    commits(claim.node(), board, violations);
                }
            }
        }
    }

    private void claims(SlotsChange change, List<String> violations) {
        claimed(change).forEach(name -> {
            of(name).askedSinceClaim = false;
            couldSay(name, "a slot", of(name).said, violations);
        });
    }

    private void hotly(SlotsChange change, List<String> violations) {
        claimed(change).forEach(name -> couldSay(name, "a hot slot", of(name).saidInRun, violations));
    }

    private static List<String> claimed(SlotsChange change) {
        return change.added().stream().filter(change::isBy).map(SeenClaim::node).toList();
    }

    private static void couldSay(String name, String what, Map<String, Integer> said, List<String> violations) {
        said.forEach((detector, code) -> {
            if (!WORDS.contains(code)) {
                violations.add(name + " claims " + what + " though " + detector + " could not say: " + code);
            }
        });
    }

    private void commits(String name, Board board, List<String> violations) {
        Node node = of(name);
        boolean keys =
                Board.triggers(name).stream().anyMatch(key -> board.get(key).isPresent());
        List<String> asking = node.said.entrySet().stream()
                .filter(said -> said.getValue() == REBOOT)
                .map(Map.Entry::getKey)
                .toList();
        boolean rollout = Rollout.running(name, board).isPresent();
        if (!keys && !rollout && !node.askedOtherwise && !asking.isEmpty() && node.obeyed.containsAll(asking)) {
            violations.add(name + " goes down again for " + asking + ", which never said anything else");
        }
        node.committed.clear();
        node.committed.addAll(asking);
    }
}
