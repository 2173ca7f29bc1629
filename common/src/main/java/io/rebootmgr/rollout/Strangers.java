package io.rebootmgr.rollout;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nodes that have nothing to do with a rollout, and whose places cannot be read. Such a place may be of any rollout,
 * and must not hold those of other groups: a node of one writes it alone, and so would have all of them wait. In doubt
 * the node is none: it is one only where it says itself that it is of a group that the rollout is not of, or nobody
 * knows it, and where the others account for all nodes of the rollout that have no place that can be read.
 */
public final class Strangers {
    private Strangers() {}

    /**
     * Where the nodes of a rollout stand, without what strangers' places hold. Asks Consul only where there are places
     * that cannot be read.
     *
     * @param view holds all of {@link Keys#rolloutNodes}
     */
    public static Results without(Consul consul, Consistency consistency, View view, Keys keys, Rollout rollout) {
        Results results = Results.of(rollout, view, keys);
        return results.without(among(consul, consistency, keys, results));
    }

    /** Which of the nodes whose places cannot be read are strangers. */
    public static Set<String> among(Consul consul, Consistency consistency, Keys keys, Results results) {
        Set<String> strangers = new TreeSet<>();
        if (results.unreadable().isEmpty()) {
            return strangers;
        }
        List<String> nodes = List.copyOf(results.unreadable().keySet());
        Set<String> unknown = new TreeSet<>();
        for (int from = 0; from < nodes.size(); from += Operation.MOST) {
            List<String> some = nodes.subList(from, Math.min(nodes.size(), from + Operation.MOST));
            View said = consul.read(consistency, some.stream().map(keys::status).toList());
            for (String node : some) {
                Optional<View.Entry> status = said.get(keys.status(node));
                if (status.isEmpty()) {
                    unknown.add(node);
                } else if (isOfAnother(status.get(), results.order())) {
                    strangers.add(node);
                }
            }
        }
        if (!unknown.isEmpty()) {
            consul.members().stream()
                    .filter(member -> !member.status().equals("left"))
                    .forEach(member -> unknown.remove(member.name()));
        }
        strangers.addAll(unknown);
        return missing(results) <= nodes.size() - strangers.size() ? strangers : Set.of();
    }

    /**
     * How many of those that the rollout began with have no place that can be read. One that has changed its group
     * since, or whose status is gone, is among them.
     */
    private static long missing(Results results) {
        long placed = results.nodes().values().stream()
                .filter(one -> one.state() != ResultState.LEFT_OUT)
                .count();
        long begun = results.order().waves().stream().mapToLong(Wave::nodes).sum();
        return begun - placed;
    }

    private static boolean isOfAnother(View.Entry status, Order order) {
        try {
            return !order.groups().contains(NodeStatus.parse(status.value()).group());
        } catch (MalformedJson e) {
            return false;
        }
    }
}
