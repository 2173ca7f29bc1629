package io.rebootmgr.page;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys as they were read, until they are forgotten: so that the readers of the commands, which read a whole fleet, ask
 * Consul for that only which has changed. It writes nothing. For one thread.
 */
final class Remembered implements Consul {
    private final Consul consul;
    private final Map<String, List<View.Entry>> below = new HashMap<>();
    private final Map<String, List<String>> names = new HashMap<>();
    private final Map<String, List<Instance>> instances = new HashMap<>();

    Remembered(Consul consul) {
        this.consul = consul;
    }

    void forgetAll() {
        below.clear();
        instances.clear();
        forgetNames();
    }

    /** Which keys there are. */
    void forgetNames() {
        names.clear();
    }

    /** Whatever was read of keys that begin with this. */
    void forget(String prefix) {
        below.keySet().removeIf(read -> read.startsWith(prefix) || prefix.startsWith(read));
    }

    @Override
    public View read(Consistency consistency, List<String> prefixes) {
        if (consistency == Consistency.CONSISTENT) {
            return consul.read(consistency, prefixes);
        }
        List<String> unknown =
                prefixes.stream().filter(prefix -> !below.containsKey(prefix)).toList();
        if (!unknown.isEmpty()) {
            View fresh = consul.read(consistency, unknown);
            unknown.forEach(prefix -> below.put(prefix, fresh.under(prefix)));
        }
        List<View.Entry> entries = new ArrayList<>();
        prefixes.forEach(prefix -> entries.addAll(below.getOrDefault(prefix, List.of())));
        return new View(entries);
    }

    @Override
    public List<String> keys(Consistency consistency, String prefix) {
        return names.computeIfAbsent(prefix, unknown -> consul.keys(consistency, unknown));
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        return instances.computeIfAbsent(service, unknown -> consul.instances(unknown, consistency));
    }

    @Override
    public Watched watch(String prefix, long index, Duration most) {
        return consul.watch(prefix, index, most);
    }

    @Override
    public Written write(List<Operation> operations) {
        throw readsOnly();
    }

    @Override
    public String createSession(String name, Duration ttl) {
        throw readsOnly();
    }

    @Override
    public String createSession(String name, Duration ttl, String node) {
        throw readsOnly();
    }

    @Override
    public boolean renewSession(String session) {
        throw readsOnly();
    }

    @Override
    public void destroySession(String session) {
        throw readsOnly();
    }

    @Override
    public void enableMaintenance(String reason) {
        throw readsOnly();
    }

    @Override
    public void disableMaintenance() {
        throw readsOnly();
    }

    @Override
    public void requireMaintenanceRight(String node) {
        throw readsOnly();
    }

    private static IllegalStateException readsOnly() {
        return new IllegalStateException("the page's reader was to write");
    }

    @Override
    public List<LocalService> localServices() {
        return consul.localServices();
    }

    @Override
    public List<FoundCheck> checks(CheckState state, Consistency consistency) {
        return consul.checks(state, consistency);
    }

    @Override
    public List<Check> nodeChecks(String node, Consistency consistency) {
        return consul.nodeChecks(node, consistency);
    }

    @Override
    public List<Member> members() {
        return consul.members();
    }

    @Override
    public AgentSelf self() {
        return consul.self();
    }

    @Override
    public Optional<Counts> counts() {
        return consul.counts();
    }

    @Override
    public Autopilot autopilot() {
        return consul.autopilot();
    }

    @Override
    public Optional<String> maintenance() {
        return consul.maintenance();
    }

    @Override
    public Optional<String> leader() {
        return consul.leader();
    }
}
