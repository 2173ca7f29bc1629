package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.Consul.Member;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The gossip pool, as every agent in it sees it. */
public final class Members {
    private final SortedMap<String, String> statuses = new TreeMap<>();
    /** Thousands of nodes ask for the same. */
    private List<Member> list = List.of();

    private boolean changed;

    void set(String node, String status) {
        changed |= !status.equals(statuses.put(node, status));
    }

    List<Member> list() {
        if (changed) {
            list = statuses.entrySet().stream()
                    .map(entry -> new Member(entry.getKey(), entry.getValue()))
                    .toList();
            changed = false;
        }
        return list;
    }
}
