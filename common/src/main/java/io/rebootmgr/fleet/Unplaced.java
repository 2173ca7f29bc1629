package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.text.Few;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Nodes of a group that have no place in the rollout that it began by itself. Whoever starts one gives each of them a
 * place, and one that is new takes its own; one that was forged has the forger's alone, and so seems to be through at
 * once. Only what comes at the end would hurt by that: what a node does itself goes by its own place.
 */
public final class Unplaced {
    private static final int NAMED_MOST = 10;

    private Unplaced() {}

    /**
     * Why what comes once at the end waits for nodes without a place; empty where it waits for none, or somebody has
     * ordered the rollout: then an operator has seen who is in it. Reads the whole fleet.
     */
    public static Optional<String> holds(Consul consul, Keys keys, Belief.Ordered belief, Results results) {
        if (belief.order().isPresent()) {
            return Optional.empty();
        }
        Set<String> alive = consul.members().stream()
                .filter(member -> member.status().equals("alive"))
                .map(Member::name)
                .collect(Collectors.toSet());
        return holds(Survey.of(consul, keys), alive, belief, results);
    }

    static Optional<String> holds(Fleet fleet, Set<String> alive, Belief.Ordered belief, Results results) {
        Set<String> groups = belief.rollout().order().groups();
        List<String> nodes = List.copyOf(new TreeSet<>(fleet.nodes().stream()
                .filter(node -> node.group().filter(groups::contains).isPresent())
                .map(Node::name)
                .filter(node -> alive.contains(node) && !results.nodes().containsKey(node))
                .toList()));
        return nodes.isEmpty()
                ? Optional.empty()
                : Optional.of("nodes of the group have no place in it yet: "
                        + Few.of(nodes, NAMED_MOST)
                        + "; their next run takes one. Without them: "
                        + belief.rollout().command("pause") + ", then "
                        + belief.rollout().command("resume"));
    }
}
