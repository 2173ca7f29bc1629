package io.rebootmgr.simulation.check;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * S6: no reboot while a tagged service breaks its rule in the facts that the deciding read returned, claims older than
 * ours counted as failing, those of nodes that have left the catalog for their reboot too. Judged at COMMIT, from
 * nothing but what the very run that sent it was told since its last pre_boot task: it may be dead when the commit
 * arrives. A commit that is sent once more takes nobody away whose node stands in maintenance mode already. And judged
 * again at the reboot command, from what the run was told since its COMMIT: it may have stood still before that.
 */
final class HealthHolds implements Invariant {
    private static final int MOST_RUNS = 3;

    /** By node and run, of the latest few that were told anything. */
    private final SortedMap<String, NavigableMap<Long, Facts>> byNode = new TreeMap<>();

    /** The services of every node, as it was told last itself. */
    private final SortedMap<String, List<String>> servicesOf = new TreeMap<>();

    /** The same at the commit of each claim: what the node gets later, and loses with its power, no claim tells. */
    private final SortedMap<String, List<String>> servicesAtCommit = new TreeMap<>();

    /** By node, the latest commit, and which run sent it. */
    private final SortedMap<String, Commit> commits = new TreeMap<>();

    private record Commit(String group, SeenClaim claim, long run) {}

    /** What a run was told: the keys, then the services, then the instances of each. */
    private static final class Facts {
        View latest = new View(List.of());
        View view = new View(List.of());
        List<LocalService> services = List.of();
        boolean told;
        /**
         * Keys were read: the look at services that follows is one to decide by, until the next that follows nothing.
         */
        boolean read;

        boolean deciding;
        boolean inMaintenance;
        final SortedMap<String, List<Instance>> instances = new TreeMap<>();

        /** A new round of looking begins: by the keys that were read last. */
        void tell(List<LocalService> now) {
            deciding = read;
            read = false;
            if (!deciding) {
                return;
            }
            view = latest;
            services = now;
            told = true;
            instances.clear();
        }
    }

    @Override
    public String name() {
        return "S6";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.TaskEnded(String node, String claim, var stage, var task, int code) -> {
                // A run that gives up undoes the drain, and a commit that it sent before may still arrive.
                if (stage == Stage.PRE_BOOT && !board.isCommitted(node, claim)) {
                    runs(node).replaceAll((run, facts) -> new Facts());
                }
            }
            case Happening.Read(String node, long run, View view) -> {
                facts(node, run).latest = view;
                facts(node, run).read = true;
            }
            case Happening.Services(String node, long run, List<LocalService> services) -> {
                facts(node, run).tell(services);
                servicesOf.put(node, services.stream().map(LocalService::name).toList());
            }
            case Happening.Maintained(String node, long run, boolean inMaintenance) ->
                facts(node, run).inMaintenance = inMaintenance;
            case Happening.Instances(String node, long run, String service, List<Instance> instances) -> {
                if (facts(node, run).deciding) {
                    facts(node, run).instances.put(service, instances);
                }
            }
            case Happening.Applied applied -> {
                for (SlotsChange change : board.slotsChanges()) {
                    change.committed().forEach(claim -> committed(change, claim, board, violations));
                }
            }
            case Happening.RebootCommanded(String node, var boot, var issued) -> {
                Commit commit = commits.get(node);
                // A committed node in maintenance mode is out already.
                if (commit != null && !facts(node, commit.run()).inMaintenance) {
                    judge("reboots", commit, board, violations);
                }
            }
            default -> {}
        }
        return violations;
    }

    private NavigableMap<Long, Facts> runs(String node) {
        return byNode.computeIfAbsent(node, name -> new TreeMap<>());
    }

    private Facts facts(String node, long run) {
        NavigableMap<Long, Facts> runs = runs(node);
        Facts facts = runs.computeIfAbsent(run, number -> new Facts());
        if (runs.size() > MOST_RUNS) {
            runs.pollFirstEntry();
        }
        return facts;
    }

    private void committed(SlotsChange change, SeenClaim claim, Board board, List<String> violations) {
        servicesAtCommit.put(claim.key(), servicesOf.getOrDefault(claim.node(), List.of()));
        long run = change.author().run();
        Commit commit = new Commit(change.group(), claim, run);
        boolean again = change.was(claim).filter(SeenClaim::isGoing).isPresent();
        if (!again || !facts(claim.node(), run).inMaintenance) {
            judge("commits", commit, board, violations);
        }
        commits.put(claim.node(), commit);
        runs(claim.node()).put(run, new Facts());
    }

    private void judge(String does, Commit commit, Board board, List<String> violations) {
        SeenClaim claim = commit.claim();
        Facts facts = facts(claim.node(), commit.run());
        if (!facts.told) {
            violations.add(claim.node() + " " + does + " without having looked at its services");
        }
        SortedSet<String> going = new TreeSet<>();
        // Which services a node has that is gone from the catalog only its own claim tells, and no forged one.
        SortedMap<String, List<String>> had = new TreeMap<>();
        for (SeenClaim other : ahead(commit.group(), claim, facts.view)) {
            going.add(other.node());
            if (board.isGenuine(other)) {
                had.put(
                        other.node(),
                        servicesAtCommit.getOrDefault(other.key(), servicesOf.getOrDefault(other.node(), List.of())));
            }
        }
        for (LocalService service : facts.services) {
            if (service.tags().contains("rebootmgr") || service.tags().contains("rebootmgr_preboot")) {
                judge(
                        claim.node() + " " + does,
                        claim.node(),
                        service,
                        facts.instances.getOrDefault(service.name(), List.of()),
                        going,
                        had,
                        violations);
            }
        }
    }

    private void judge(
            String what,
            String node,
            LocalService service,
            List<Instance> instances,
            SortedSet<String> going,
            SortedMap<String, List<String>> had,
            List<String> violations) {
        SortedSet<String> all = new TreeSet<>();
        SortedSet<String> failing = new TreeSet<>();
        for (Instance instance : instances) {
            all.add(instance.node());
            boolean own = instance.node().equals(node);
            boolean spared = own || instance.tags().contains("ignore_maintenance");
            boolean fails = instance.checks().stream().anyMatch(check -> fails(check, spared));
            if (fails || (!own && going.contains(instance.node()))) {
                failing.add(instance.node());
            }
        }
        had.forEach((gone, services) -> {
            if (services.contains(service.name()) && !gone.equals(node) && all.add(gone)) {
                failing.add(gone);
            }
        });
        int least = bound(service, "min_passing=", 0);
        int most = bound(service, "max_failing=", least > 0 ? all.size() : 0);
        if (all.isEmpty() || all.size() - failing.size() < least || failing.size() > most) {
            violations.add(what + " though " + service.name() + " " + service.tags() + " fails on " + failing + " of "
                    + all + ", about to go: " + going);
        }
    }

    private static boolean fails(Check check, boolean spared) {
        return !check.status().equals("passing") && !(spared && check.id().equals("_node_maintenance"));
    }

    private static int bound(LocalService service, String tag, int otherwise) {
        for (String each : service.tags()) {
            if (each.startsWith(tag)) {
                return Integer.parseInt(each.substring(tag.length()));
            }
        }
        return otherwise;
    }

    /** The claims that are older than ours, or committed, or in another group. */
    private static List<SeenClaim> ahead(String ownGroup, SeenClaim own, View view) {
        Board board = new Board();
        board.put(view);
        List<SeenClaim> ahead = new ArrayList<>();
        for (String group : board.groups()) {
            boolean behind = false;
            for (SeenClaim claim : board.counting(group)) {
                behind |= group.equals(ownGroup) && claim.is(own);
                if (!behind || (claim.isCommitted() && !claim.is(own))) {
                    ahead.add(claim);
                }
            }
        }
        return ahead;
    }
}
