package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.lease.LeaseState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A node that somebody has leased, or whose lease cannot be read. */
public record NodeLease(String node, LeaseState state) {

    /** What such a key of a node says; empty where nobody has it. */
    static Optional<NodeLease> of(String node, View.Entry entry) {
        LeaseState state = LeaseState.of(entry);
        return state.isFree() ? Optional.empty() : Optional.of(new NodeLease(node, state));
    }

    /** Every lease of the fleet, by node: the names of all nodes' keys, and the values of these. */
    public static List<NodeLease> all(Consul consul, Keys keys) {
        KeySubjects subjects = new KeySubjects(keys);
        List<String> names = consul.keys(Consistency.DEFAULT, keys.nodes()).stream()
                .filter(name -> subjects.of(name) instanceof KeySubject.Lease)
                .toList();
        List<NodeLease> all = new ArrayList<>();
        if (!names.isEmpty()) {
            for (View.Entry entry : Survey.values(consul, names).entries()) {
                if (subjects.of(entry.key()) instanceof KeySubject.Lease(String node)) {
                    of(node, entry).ifPresent(all::add);
                }
            }
        }
        all.sort(Comparator.comparing(NodeLease::node));
        return all;
    }
}
