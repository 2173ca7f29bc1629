package io.rebootmgr.simulation.check;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * S16: Consul's servers keep their quorum. None commits its reboot unless, by what the very run was told since its last
 * pre_boot task, those that vote are enough without it and without those that go before it, in whatever group. And as
 * long as no server went for another reason than its reboot, those that vote are enough.
 */
final class QuorumHolds implements Invariant {
    private static final int MOST_RUNS = 3;

    private final Set<String> servers = new HashSet<>();
    private final SortedMap<String, NavigableMap<Long, Facts>> byNode = new TreeMap<>();
    private boolean accident;

    /** What a run was told: the keys, then the servers. */
    private static final class Facts {
        View latest = new View(List.of());
        View view = new View(List.of());
        Autopilot told = new Autopilot(0, List.of());
    }

    @Override
    public String name() {
        return "S16";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.Voting(String node, long votes, long voters, boolean byAccident) -> {
                servers.add(node);
                accident |= byAccident;
                if (!accident && votes < voters / 2 + 1) {
                    violations.add("only " + votes + " of " + voters + " Consul servers vote");
                }
            }
            case Happening.TaskEnded(String node, String claim, var stage, var task, int code) -> {
                if (stage == Stage.PRE_BOOT && byNode.containsKey(node) && !board.isCommitted(node, claim)) {
                    byNode.get(node).replaceAll((run, facts) -> new Facts());
                }
            }
            case Happening.Read(String node, long run, View view) -> {
                if (servers.contains(node)) {
                    facts(node, run).latest = view;
                }
            }
            case Happening.Servers(String node, long run, Autopilot told) -> {
                facts(node, run).view = facts(node, run).latest;
                facts(node, run).told = told;
            }
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    change.committed().stream()
                            .filter(claim -> servers.contains(claim.node()))
                            .forEach(claim -> judge(
                                    facts(claim.node(), change.author().run()), change.group(), claim, violations));
                }
            }
            default -> {}
        }
        return violations;
    }

    private Facts facts(String node, long run) {
        NavigableMap<Long, Facts> runs = byNode.computeIfAbsent(node, name -> new TreeMap<>());
        Facts facts = runs.computeIfAbsent(run, number -> new Facts());
        if (runs.size() > MOST_RUNS) {
            runs.pollFirstEntry();
        }
        return facts;
    }

    private static void judge(Facts facts, String group, SeenClaim own, List<String> violations) {
        List<String> voters = facts.told.servers().stream()
                .filter(Autopilot.Server::voter)
                .map(Autopilot.Server::node)
                .toList();
        Set<String> votes = new HashSet<>(voters);
        votes.removeIf(node -> !facts.told.votes(node));
        Set<String> going = going(facts.view, group, own);
        votes.removeAll(going);
        // One more than the quorum: it is itself one of them, or none of its voice.
        if (votes.size() < voters.size() / 2 + 2) {
            violations.add(own.node() + " commits though of the voters " + voters + " there are left " + votes
                    + ", itself included; about to go: " + going);
        }
    }

    /** The other nodes that have committed a reboot, or whose claims are older than this one. */
    private static Set<String> going(View view, String ownGroup, SeenClaim own) {
        Board board = new Board();
        board.put(view);
        long ours = lockIndex(board, ownGroup, own);
        Set<String> going = new HashSet<>();
        for (String group : board.groups()) {
            for (SeenClaim claim : board.counting(group)) {
                boolean older = claim.isPreparing() && lockIndex(board, group, claim) < ours;
                if (!claim.node().equals(own.node()) && (older || claim.isGoing())) {
                    going.add(claim.node());
                }
            }
        }
        return going;
    }

    private static long lockIndex(Board board, String group, SeenClaim claim) {
        return board.get(Board.lock(group, claim.node()))
                .map(Entry::modifyIndex)
                .orElse(0L);
    }
}
