package io.rebootmgr.simulation.check;

import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * S21: nothing begins out of the windows, or in a freeze, by the clock of the node and the policy that its run was
 * shown: neither the first task of a drain or of a change in service, nor what follows a commit. A change in service
 * may where the policy says {@code hot_anytime}. What has begun goes on, in the next run too. A commit may come late,
 * for a run that stood still: it looks at everything once more before it goes on.
 */
final class WindowHolds implements Invariant {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /** A write that was judged by one look arrives behind another, at times: so long the first one counts. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(2);

    /** How far the wall clock of each node is off. */
    private final Map<String, Duration> skew = new HashMap<>();
    /** Of each node's run, the last ones; none since its clock was turned. */
    private final Map<String, Deque<Look>> looks = new HashMap<>();
    /** By the keys of claims. */
    private final Map<String, String> groups = new HashMap<>();

    private final Set<String> begun = new HashSet<>();

    /** Nodes whose run has committed and does nothing yet, with the group of the claim. */
    private final Map<String, String> committed = new HashMap<>();

    private record Look(long run, Duration at, View view) {}

    @Override
    public String name() {
        return "S21";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.ClockTurned(String node, Duration by) -> {
                skew.merge(node, by, Duration::plus);
                looks.remove(node);
            }
            case Happening.Read(String node, long run, View view) -> looked(node, new Look(run, board.now(), view));
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    claimed(change);
                    change.committed().stream()
                            .filter(claim -> change.isBy(claim) && board.isGenuine(claim))
                            .forEach(claim -> committed.put(claim.node(), change.group()));
                }
                SlotsChange.ofHot(applied).forEach(this::claimed);
            }
            case Happening.RunStarted(String node, String boot) -> committed.remove(node);
            case Happening.RebootCommanded(String node, String boot, boolean issued) ->
                goesOn("is told to reboot", node, board, violations);
            case Happening.TaskStarted(String node, String claim, Stage stage, String task) -> {
                if (stage == Stage.DRAINED) {
                    goesOn("starts " + task, node, board, violations);
                }
                boolean hot = stage == Stage.HOT;
                boolean drains = stage == Stage.PRE_BOOT && !board.isCommitted(node, claim);
                String key = SeenClaim.key(node, claim);
                if ((hot || drains) && groups.containsKey(key) && begun.add(key)) {
                    judge("starts " + task, node, groups.getOrDefault(key, ""), hot, board, violations);
                }
            }
            default -> {}
        }
        return violations;
    }

    /** The first thing after a commit of this run. */
    private void goesOn(String does, String node, Board board, List<String> violations) {
        String group = committed.remove(node);
        if (group != null) {
            judge(does, node, group, false, board, violations);
        }
    }

    private void looked(String node, Look look) {
        Deque<Look> its = looks.computeIfAbsent(node, none -> new ArrayDeque<>());
        if (!its.isEmpty() && its.getLast().run() != look.run()) {
            its.clear();
        }
        its.add(look);
        while (its.getFirst().at().plus(UNDER_WAY).compareTo(look.at()) < 0) {
            its.removeFirst();
        }
    }

    private void claimed(SlotsChange change) {
        change.added().stream().filter(change::isBy).forEach(claim -> groups.put(claim.key(), change.group()));
    }

    private void judge(String does, String node, String group, boolean hot, Board board, List<String> violations) {
        Deque<Look> its = looks.getOrDefault(node, new ArrayDeque<>());
        Instant now = clock(node, board.now());
        for (Look look : its) {
            Board seen = new Board();
            seen.put(look.view());
            if (Calendar.of(seen, group, node).isOpen(hot, clock(node, look.at()), now)) {
                return;
            }
        }
        if (!its.isEmpty()) {
            violations.add(node + " " + does + " out of its windows, at " + now + " by its clock");
        }
    }

    private Instant clock(String node, Duration at) {
        return EPOCH.plus(at).plus(skew.getOrDefault(node, Duration.ZERO));
    }
}
