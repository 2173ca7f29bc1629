package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S17: no node drains, commits or reboots unless the last word of each of its gate programs to the very run that does
 * it was that it is open: to drain, a word since its CLAIM, and to commit, one since its last pre_boot task.
 */
final class ProgramsHold implements Invariant {
    private static final int MOST_RUNS = 3;

    private final SortedMap<String, List<String>> programsOf = new TreeMap<>();

    /** By node and run, of the latest few: what each program said last, as it exits, -1 where it was ended. */
    private final SortedMap<String, NavigableMap<Long, Map<String, Integer>>> said = new TreeMap<>();

    /** By node, the runs that sent the latest claim and the latest commit. */
    private final SortedMap<String, Long> claims = new TreeMap<>();

    private final SortedMap<String, Long> commits = new TreeMap<>();

    @Override
    public String name() {
        return "S17";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.HasPrograms(String node, List<String> names) -> programsOf.put(node, names);
            case Happening.ProgramSaid(String node, long run, String program, int code) ->
                answers(node, run).put(program, code);
            case Happening.TaskStarted(String node, String claim, var stage, var task) -> {
                // Those behind the first follow it without a look.
                if (stage == Stage.PRE_BOOT
                        && task.startsWith("1")
                        && claims.containsKey(node)
                        && !board.isCommitted(node, claim)) {
                    judge("drains", node, claims.get(node), violations);
                }
            }
            case Happening.TaskEnded(String node, String claim, var stage, var task, int code) -> {
                // A run that gives up undoes the drain, and a commit that it sent before may still arrive.
                if (stage == Stage.PRE_BOOT && !board.isCommitted(node, claim)) {
                    said.getOrDefault(node, new TreeMap<>()).values().forEach(Map::clear);
                }
            }
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    long run = change.author().run();
                    for (SeenClaim claim : change.added()) {
                        if (change.isBy(claim)) {
                            claims.put(claim.node(), run);
                            answers(claim.node(), run).clear();
                        }
                    }
                    for (SeenClaim claim : change.committed()) {
                        if (change.isBy(claim)) {
                            judge("commits", claim.node(), run, violations);
                            commits.put(claim.node(), run);
                        }
                    }
                }
            }
            case Happening.RebootCommanded(String node, var boot, var issued) -> {
                if (commits.containsKey(node)) {
                    judge("reboots", node, commits.get(node), violations);
                }
            }
            default -> {}
        }
        return violations;
    }

    private Map<String, Integer> answers(String node, long run) {
        NavigableMap<Long, Map<String, Integer>> runs = said.computeIfAbsent(node, name -> new TreeMap<>());
        Map<String, Integer> answers = runs.computeIfAbsent(run, number -> new HashMap<>());
        if (runs.size() > MOST_RUNS) {
            runs.pollFirstEntry();
        }
        return answers;
    }

    private void judge(String does, String node, long run, List<String> violations) {
        for (String program : programsOf.getOrDefault(node, List.of())) {
            Integer code = answers(node, run).get(program);
            if (code == null) {
                violations.add(node + " " + does + " and has not asked " + program);
            } else if (code != 0) {
                violations.add(node + " " + does + " though " + program + " ended with " + code);
            }
        }
    }
}
