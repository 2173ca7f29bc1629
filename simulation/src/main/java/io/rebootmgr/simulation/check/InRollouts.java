package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * S20: who goes with its wave keeps to the wave's own limit, by what was ordered: with its claim no more of the same
 * list count in its group. And where the policy lets files and detectors act within a rollout only, whoever claims
 * outside of one was asked for by a key.
 */
final class InRollouts implements Invariant {
    private static final String PREFIX = "service/rebootmgr/";

    private final Looks looks = new Looks();

    @Override
    public String name() {
        return "S20";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        looks.saw(what);
        if (what instanceof Happening.Applied applied && applied.author().role() == Author.Role.AGENT) {
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
        return violations;
    }

    private void added(SlotsChange change, long counting, Board board, List<String> violations) {
        for (SeenClaim claim : change.added()) {
            if (!change.isBy(claim)) {
                continue;
            }
            Optional<Rollout> rollout = Rollout.running(claim.node(), board);
            if (rollout.isEmpty()) {
                // Whose turn it is in one may make more of it than the rollout asks for: that is no part of it.
                if (Rollout.awaiting(claim.node(), board).isEmpty()) {
                    outside(change, claim, violations);
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

    private void outside(SlotsChange change, SeenClaim claim, List<String> violations) {
        String node = claim.node();
        Optional<Board> seen = looks.of(node, change.author().run());
        if (seen.isPresent()
                && requiresRollout(seen.get(), change.group(), node)
                && seen.get().get(Board.changeRequired(node)).isEmpty()
                && Board.triggers(node).stream()
                        .allMatch(key -> seen.get().get(key).isEmpty())) {
            violations.add(node + " claims outside of a rollout, which its policy requires, and no key asks: " + claim);
        }
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
