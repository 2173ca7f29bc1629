package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The model or the real Consul, each with its own indexes: the same questions and the same answers. */
abstract class Side {
    private final String prefix;
    private final Ids ids;
    private final Map<String, Long> current = new TreeMap<>();
    private final Map<String, Long> former = new TreeMap<>();

    Side(String prefix, Ids ids) {
        this.prefix = prefix;
        this.ids = ids;
    }

    /** In Consul's words, with indexes left out. */
    static String text(Written written) {
        return switch (written) {
            case Written.Applied applied -> "applied";
            case Written.Refused refused ->
                refused.reasons().stream()
                        .map(reason -> reason.replaceAll("index \\d+ != \\d+", "index # != #"))
                        .collect(Collectors.joining("; ", "refused: ", ""));
            case Written.Unknown unknown -> "unknown: " + unknown.cause();
        };
    }

    /** The key, name of a node or of a service that nobody else on the server has. */
    final String name(String shortName) {
        return prefix + shortName;
    }

    final String session(int session) {
        return ids.of(session);
    }

    final Ids ids() {
        return ids;
    }

    final long index(String key, Draft.Which which) {
        return switch (which) {
            case CURRENT -> current.getOrDefault(name(key), 0L);
            case FORMER -> former.getOrDefault(name(key), 0L);
            case NONE -> 0;
            case WRONG -> 1;
        };
    }

    /** All keys; this side remembers their indexes. */
    final List<Entry> look() {
        List<Entry> entries = entries();
        Map<String, Long> indexes = new TreeMap<>();
        entries.forEach(entry -> indexes.put(entry.key(), entry.modifyIndex()));
        current.forEach((key, index) -> {
            if (!index.equals(indexes.get(key))) {
                former.put(key, index);
            }
        });
        current.clear();
        current.putAll(indexes);
        return entries;
    }

    abstract Written write(List<Operation> operations);

    abstract View read(List<String> prefixes);

    abstract String createSession(int session, String node, int lockDelaySeconds);

    abstract boolean renew(int session);

    abstract void destroy(int session);

    abstract void register(String node, String service, String status);

    abstract void deregister(String node);

    /** All keys below the prefix, in order. */
    abstract List<Entry> entries();

    /** The index of a blocking query for everything below a key or prefix. */
    abstract long watchIndex(String shortPrefix);

    abstract List<Instance> instances(String service);

    /** How long the servers' log is. */
    abstract long raftIndex();
}
