package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * S20: who goes with its wave keeps to the wave's own limit, by what was ordered: with its claim no more of the same
 * list count in its group. And where the policy lets files and detectors act within a rollout only, nothing begins
 * outside of one that no key asked for, by what the run was shown behind its claim. A claim itself may come late, for a
 * run that stood still between its gates and its claim: it looks at everything once more before it goes on.
 */
final class InRollouts implements Invariant {
    private static final String PREFIX = "service/rebootmgr/";

    private final Looks looks = new Looks();
    /** By nodes: what they have claimed outside of a rollout, and have not begun. */
    private final Map<String, Outside> outside = new HashMap<>();

    /** A claim, and whether its run was shown that it may go on by it; empty while it has not looked. */
    private record Outside(String group, SeenClaim claim, Optional<Boolean> allowed) {
        Outside shown(boolean allows) {
            return new Outside(group, claim, Optional.of(allowed.orElse(false) || allows));
        }
    }

    @Override
    public String name() {
        return "S20";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        switch (what) {
            case Happening.Applied applied -> {
                if (applied.author().role() == Author.Role.AGENT) {
                    applied(applied, board, violations);
                }
            }
            case Happening.Read(String node, long run, View view) ->
                outside.computeIfPresent(node, (none, its) -> its.shown(isAllowed(its)));
            // A run that finds a claim goes by what it is shown itself.
            case Happening.RunStarted(String node, String boot) ->
                outside.computeIfPresent(node, (none, its) -> new Outside(its.group, its.claim, Optional.empty()));
            case Happening.TaskStarted(String node, String claim, Stage stage, String task) -> {
                if (stage == Stage.PRE_BOOT || stage == Stage.HOT) {
                    begins(node, task, violations);
                }
            }
            case Happening.RebootCommanded(String node, String boot, boolean issued) ->
                begins(node, "its reboot", violations);
            default -> {}
        }
        return violations;
    }

    private void applied(Happening.Applied applied, Board board, List<String> violations) {
        for (SlotsChange change : board.slotsChanges()) {
            added(change, board.counting(change.group()).size(), board, violations);
        }
        for (SlotsChange change : SlotsChange.ofHot(applied)) {
            long counting = change.after().stream()
                    .filter(claim -> board.isLocked(change.group(), claim))
                    .count();
            added(change, counting, board, violations);
        }
    }

    private void added(SlotsChange change, long counting, Board board, List<String> violations) {
        for (SeenClaim claim : change.added()) {
            if (!change.isBy(claim)) {
                continue;
            }
            // One before it that came to nothing.
            outside.remove(claim.node());
            Optional<Rollout> rollout = Rollout.running(claim.node(), board);
            if (rollout.isEmpty()) {
                // Whose turn it is in one may make more of it than the rollout asks for: that is no part of it.
                if (Rollout.awaiting(claim.node(), board).isEmpty()) {
                    outside.put(claim.node(), new Outside(change.group(), claim, Optional.empty()));
                }
                continue;
            }
            int limit = limit(rollout.get(), claim.node(), board);
            if (counting > limit) {
                violations.add(counting + " claims count in group " + change.group() + ", of limit " + limit
                        + " in the wave of " + claim);
            }
        }
    }

    /** Of what operators have ordered, for whatever stands beside it anybody can write. */
    private static int limit(Rollout said, String node, Board board) {
        Rollout ordered = board.get(Rollout.ORDERS + said.id())
                .map(entry -> new Rollout(Rollout.parsed(entry.value()).path("order")))
                .orElse(said);
        return ordered.limit(ordered.waveOf(said.place(board, node)));
    }

    private void begins(String node, String what, List<String> violations) {
        Outside its = outside.remove(node);
        if (its != null && !its.allowed().orElseGet(() -> isAllowed(its))) {
            violations.add(node + " begins " + what
                    + " outside of a rollout, which its policy requires, and no key asks: " + its.claim());
        }
    }

    /** By what its node was shown last. */
    private boolean isAllowed(Outside its) {
        String node = its.claim().node();
        return looks.of(node)
                .filter(seen -> requiresRollout(seen, its.group(), node)
                        && seen.get(Board.changeRequired(node)).isEmpty()
                        && Board.triggers(node).stream()
                                .allMatch(key -> seen.get(key).isEmpty()))
                .isEmpty();
    }

    private static boolean requiresRollout(Board seen, String group, String node) {
        boolean requires = false;
        for (String key : List.of(
                PREFIX + "config", PREFIX + "groups/" + group + "/config", PREFIX + "nodes/" + node + "/config")) {
            JsonNode said = seen.get(key)
                    .map(entry -> Rollout.parsed(entry.value()).path("require_rollout"))
                    .orElse(Json.object().path("require_rollout"));
            requires = said.isBoolean() ? said.booleanValue() : requires;
        }
        return requires;
    }
}
