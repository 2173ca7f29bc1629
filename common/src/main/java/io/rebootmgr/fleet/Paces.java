package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads from the logbooks of the nodes that rebooted last how long that takes. */
public final class Paces {
    /** Consul's servers register themselves under this name. */
    private static final String SERVERS = "consul";

    private Paces() {}

    /**
     * Of a group: one request, for the logbooks of at most 64 nodes, and one for who is a Consul server. Nothing known
     * of it is told by its sample.
     */
    public static Pace of(Consul consul, Keys keys, Fleet fleet, Group group) {
        List<String> books = fleet.nodes().stream()
                .filter(node -> node.group().filter(group.name()::equals).isPresent())
                .flatMap(node -> node.status().flatMap(NodeStatus::last).stream()
                        .filter(last -> last.code() == 0)
                        .map(last -> new Rebooted(node.name(), last)))
                .sorted(Comparator.comparing(
                                (Rebooted rebooted) -> rebooted.last().at())
                        .reversed())
                .limit(Operation.MOST)
                .map(rebooted -> keys.history(rebooted.node()))
                .toList();
        List<Entry> entries = new ArrayList<>();
        if (!books.isEmpty()) {
            for (View.Entry book : Survey.values(consul, books).entries()) {
                entries.addAll(newest(book));
            }
        }
        return Pace.of(entries, group.policy().orElse(Policy.DEFAULTS), servers(consul));
    }

    /** None where they cannot be seen: then their reboots are expected to be done a little too early. */
    private static Set<String> servers(Consul consul) {
        try {
            return consul.instances(SERVERS, Consistency.DEFAULT).stream()
                    .map(Consul.Instance::node)
                    .collect(Collectors.toSet());
        } catch (ConsulException e) {
            return Set.of();
        }
    }

    private record Rebooted(String node, NodeStatus.Last last) {}

    /** The last whole reboot in a logbook. */
    private static List<Entry> newest(View.Entry book) {
        try {
            List<Entry> entries = History.parse(book.value()).entries();
            for (int at = entries.size() - 1; at >= 0; at--) {
                if (entries.get(at).result() == Entry.Result.REBOOTED) {
                    return List.of(entries.get(at));
                }
            }
            return List.of();
        } catch (MalformedJson e) {
            return List.of();
        }
    }
}
