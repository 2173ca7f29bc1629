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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        int each = Math.max(LEAST, Operation.MOST / Math.max(1, groups.size()));
        Map<String, List<String>> books = books(keys, fleet, groups, each);
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

    /** The logbooks of those that rebooted last, by group. */
    private static Map<String, List<String>> books(Keys keys, Fleet fleet, List<Group> groups, int most) {
        Map<String, List<Rebooted>> rebooted = new HashMap<>();
        groups.forEach(group -> rebooted.put(group.name(), new ArrayList<>()));
        for (Node node : fleet.nodes()) {
            List<Rebooted> itsGroup = node.group().map(rebooted::get).orElse(null);
            Optional<NodeStatus.Last> last = node.status().flatMap(NodeStatus::last);
            if (itsGroup != null && last.isPresent() && last.get().code() == 0) {
                itsGroup.add(new Rebooted(node.name(), last.get().at()));
            }
        }
        Map<String, List<String>> books = new HashMap<>();
        rebooted.forEach((group, nodes) -> books.put(
                group,
                nodes.stream()
                        .sorted(Comparator.comparing(Rebooted::at).reversed())
                        .limit(most)
                        .map(one -> keys.history(one.node()))
                        .toList()));
        return books;
    }

    /** None where they cannot be seen: then their reboots are expected to be done a little too early. */
    private static Set<String> servers(Consul consul) {
        try {
            return consul.servers();
        } catch (ConsulException e) {
            return Set.of();
        }
    }

    private record Rebooted(String node, Instant at) {}

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
