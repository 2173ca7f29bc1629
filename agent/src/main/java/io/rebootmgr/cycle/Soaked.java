package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.CheckState;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.FoundCheck;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.gate.Unseen;
import io.rebootmgr.health.RebootSide;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.text.PrintableText;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the nodes of a wave stand when it has soaked: alive in Consul, on the boot that they came up with, their services
 * healthy. Three questions, and one for 64 nodes. Where a wave is not to soak its services were judged by the return of
 * each node, by rules that may allow a check of its own that fails; to judge them once more in the same moment by
 * another rule would fail such a node whenever it is retried.
 */
final class Soaked {
    private static final int OUTPUT_MOST = 80;

    /** Consul's own check of each node. */
    private static final String ALIVE = "serfHealth";

    private Soaked() {}

    /**
     * What Consul hides from this node, if anything: it would take whom it does not see for not alive, and what it does
     * not see for healthy.
     */
    static Optional<String> hidden(Consul consul) {
        return Unseen.members(consul).or(() -> Unseen.services(consul));
    }

    /**
     * The nodes that do not stand well, each with what was seen. A Consul that does not answer passes through. Who does
     * not live any more has a critical check of Consul's own, by the word of its leader: the gossip that reaches this
     * node tells less, for it may be this node that is cut off.
     *
     * @param ignored nodes whose checks say nothing, by the policy ({@code ignore_failed_checks}), but for the one that
     *     tells whether it lives
     */
    static SortedMap<String, String> fallen(
            Consul consul, Keys keys, Results results, List<String> nodes, Duration soak, Set<String> ignored) {
        SortedMap<String, String> fell = new TreeMap<>();
        Set<String> judged = new HashSet<>(nodes);
        for (int from = 0; from < nodes.size(); from += Operation.MOST) {
            List<String> some = nodes.subList(from, Math.min(nodes.size(), from + Operation.MOST));
            View said = consul.read(
                    Consistency.CONSISTENT, some.stream().map(keys::status).toList());
            for (String node : some) {
                NodeResult result = results.nodes().get(node);
                NodeResult.Came came = result == null ? NodeResult.Came.NOT : result.came();
                otherwise(said, keys.status(node), came, results.order().version())
                        .ifPresent(why -> fell.put(node, why));
            }
        }
        checks(consul, judged, soak, ignored).forEach((node, why) -> fell.putIfAbsent(node, why));
        Set<String> there = new HashSet<>();
        for (Member member : consul.members()) {
            if (!member.status().equals("left")) {
                there.add(member.name());
            }
        }
        nodes.stream().filter(node -> !there.contains(node)).forEach(node -> fell.put(node, "has left Consul"));
        return fell;
    }

    /** Of each node one check that fails, of the worst state that it has one in. */
    private static Map<String, String> checks(Consul consul, Set<String> judged, Duration soak, Set<String> ignored) {
        Map<String, String> failing = new HashMap<>();
        // In this order, so that one that gets worse between the two questions is seen by the second.
        for (CheckState state : List.of(CheckState.WARNING, CheckState.CRITICAL)) {
            Map<String, String> inState = new HashMap<>();
            for (FoundCheck found : consul.checks(state, Consistency.CONSISTENT)) {
                boolean judgedByReturn = soak.isZero() && !found.service().isEmpty();
                boolean isIgnored =
                        ignored.contains(found.node()) && !found.check().id().equals(ALIVE);
                if (judged.contains(found.node()) && hasASay(state, found) && !judgedByReturn && !isIgnored) {
                    inState.putIfAbsent(found.node(), text(found));
                }
            }
            failing.putAll(inState);
        }
        return failing;
    }

    /** The members that this node's agent knows to be alive. */
    static List<String> alive(Consul consul) {
        return consul.members().stream()
                .filter(member -> member.status().equals("alive"))
                .map(Member::name)
                .toList();
    }

    private static Optional<String> otherwise(View said, String key, NodeResult.Came came, String version) {
        Optional<View.Entry> entry = said.get(key);
        if (entry.isEmpty()) {
            return Optional.of("says nothing of itself any more: " + key + " is gone");
        }
        try {
            NodeStatus now = NodeStatus.parse(entry.get().value());
            return otherwise(now, came, version);
        } catch (MalformedJson e) {
            return Optional.of(key + " " + e.reason());
        }
    }

    /** What a node did not tell then, or does not now, as older agents do not, is not held against it. */
    static Optional<String> otherwise(NodeStatus now, NodeResult.Came came, String version) {
        if (!came.boot().id().isEmpty() && now.boot().isAfter(came.boot())) {
            return Optional.of("has rebooted since, by itself or by hand");
        }
        if (isAnother(now.kernel(), came.kernel())) {
            return Optional.of("runs kernel " + text(now.kernel()) + ", and was done on " + text(came.kernel()));
        }
        return isAnother(now.version(), version)
                ? Optional.of("says that it has version " + text(now.version()))
                : Optional.empty();
    }

    private static boolean isAnother(String now, String before) {
        return !now.isEmpty() && !before.isEmpty() && !now.equals(before);
    }

    /**
     * Of services those that have a say in a return, and a warning fails there as it does then. Of the node itself what
     * is critical: a disk that fills up warns for weeks on machines that have no service, and says nothing of the
     * change.
     */
    private static boolean hasASay(CheckState state, FoundCheck found) {
        return found.service().isEmpty() ? state == CheckState.CRITICAL : RebootSide.AFTER.considers(found.tags());
    }

    private static String text(String foreign) {
        return PrintableText.excerpt(foreign, OUTPUT_MOST);
    }

    private static String text(FoundCheck found) {
        Check check = found.check();
        String of = found.service().isEmpty() ? "" : " of " + found.service();
        String output = check.output().strip();
        return "check " + check.name() + of + " is " + check.status()
                + (output.isEmpty() ? "" : ": " + output.substring(0, Math.min(OUTPUT_MOST, output.length())));
    }
}
