package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Policy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads from the logbooks of the nodes that rebooted last how long that takes. */
public final class Paces {
    /** So many logbooks of a group tell enough, and those of many groups are not too much for the memory. */
    private static final int LEAST = 8;

    private Paces() {}

    /**
     * Of these groups, by name: one request for the logbooks of 64 nodes, or some more where there are many groups, and
     * one for who is a Consul server. Nothing known of a group is told by its sample.
     */
    public static Map<String, Pace> of(Consul consul, Keys keys, Fleet fleet, List<Group> groups) {
        Map<String, List<String>> books = new HashMap<>();
        int each = Math.max(LEAST, Operation.MOST / Math.max(1, groups.size()));
        groups.forEach(group -> books.put(group.name(), books(keys, fleet, group, each)));
        Map<String, View.Entry> read =
                Survey.values(
                                consul,
                                books.values().stream().flatMap(List::stream).toList())
                        .entries()
                        .stream()
                        .collect(Collectors.toMap(View.Entry::key, entry -> entry));
        Set<String> servers = groups.isEmpty() ? Set.of() : servers(consul);
        Map<String, Pace> paces = new HashMap<>();
        for (Group group : groups) {
            List<Entry> entries = books.getOrDefault(group.name(), List.of()).stream()
                    .flatMap(key -> Stream.ofNullable(read.get(key)))
                    .flatMap(book -> newest(book).stream())
                    .toList();
            paces.put(group.name(), Pace.of(entries, group.policy().orElse(Policy.DEFAULTS), servers));
        }
        return paces;
    }

    /** The logbooks of those that rebooted last. */
    private static List<String> books(Keys keys, Fleet fleet, Group group, int most) {
        return fleet.nodes().stream()
                .filter(node -> node.group().filter(group.name()::equals).isPresent())
                .flatMap(node -> node.status().flatMap(NodeStatus::last).stream()
                        .filter(last -> last.code() == 0)
                        .map(last -> new Rebooted(node.name(), last)))
                .sorted(Comparator.comparing(
                                (Rebooted rebooted) -> rebooted.last().at())
                        .reversed())
                .limit(most)
                .map(rebooted -> keys.history(rebooted.node()))
                .toList();
    }

    /** None where they cannot be seen: then their reboots are expected to be done a little too early. */
    private static Set<String> servers(Consul consul) {
        try {
            return consul.servers();
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
