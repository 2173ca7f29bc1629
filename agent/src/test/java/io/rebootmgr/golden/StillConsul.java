package io.rebootmgr.golden;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Consul in which nothing moves: its keys and services are what a test put there, and nobody may write. */
public final class StillConsul implements Consul {
    private Optional<String> maintenance = Optional.empty();
    private Optional<String> catalogued = Optional.empty();
    private final Map<String, View.Entry> keys = new TreeMap<>();
    private final Map<String, List<Instance>> services = new LinkedHashMap<>();
    private final List<LocalService> local = new ArrayList<>();
    private final Map<String, String> members = new TreeMap<>();
    private long index = 100;
    private String agent = "web2";
    private int spareServers = -1;
    private final List<Autopilot.Server> servers = new ArrayList<>();
    private Optional<ConsulException> outage = Optional.empty();

    public StillConsul put(String key, String value) {
        return put(key, value, Optional.empty());
    }

    /** A key that a session holds the lock on. */
    public StillConsul lock(String key, String session) {
        return put(key, "", Optional.of(session));
    }

    private StillConsul put(String key, String value, Optional<String> session) {
        keys.put(key, new View.Entry(key, value.getBytes(StandardCharsets.UTF_8), ++index, session));
        return this;
    }

    /** A service of this node. */
    public StillConsul service(String name, String... tags) {
        local.add(new LocalService(name, name, List.of(tags)));
        return this;
    }

    /** A service somewhere, with one check: {@code passing} when {@code trouble} is empty. */
    public StillConsul instance(String node, String service, String trouble) {
        return instance(node, service, trouble.isEmpty() ? "passing" : "critical", trouble);
    }

    /** One whose check has not run since its agent was started or reloaded. */
    StillConsul instanceNotCheckedYet(String node, String service) {
        return instance(node, service, "critical", "");
    }

    private StillConsul instance(String node, String service, String status, String output) {
        Check check = new Check("service:" + service, "check", status, output);
        services.computeIfAbsent(service, s -> new ArrayList<>())
                .add(new Instance(node, service, service, List.of(), List.of(check)));
        return this;
    }

    public StillConsul member(String node, String status) {
        members.put(node, status);
        return this;
    }

    /** Whose agent answers. */
    public void agentIs(String node) {
        agent = node;
    }

    /** This node runs a Consul server, and so many of them can be lost. */
    StillConsul serversToSpare(int spare) {
        spareServers = spare;
        return this;
    }

    /** A Consul server, healthy and with a vote. */
    StillConsul server(String node) {
        servers.add(new Autopilot.Server(node, true, true));
        return this;
    }

    /** A server that is down: autopilot has made it leave. */
    StillConsul serverDown(String node) {
        servers.removeIf(server -> server.node().equals(node));
        return member(node, "left");
    }

    /** It does not answer. */
    void away(String why) {
        outage = Optional.of(new ConsulException(ConsulException.Kind.UNREACHABLE, why));
    }

    /** This node is in maintenance mode. */
    public StillConsul inMaintenance(String reason) {
        maintenance = Optional.of(reason);
        return inMaintenanceAtTheServers(reason);
    }

    /** Only Consul's servers say that this node is in maintenance mode; its own agent knows nothing of it. */
    public StillConsul inMaintenanceAtTheServers(String reason) {
        catalogued = Optional.of(reason);
        return this;
    }

    @Override
    public View read(Consistency consistency, List<String> prefixes) {
        if (outage.isPresent()) {
            throw outage.get();
        }
        return new View(keys.values().stream()
                .filter(entry -> prefixes.stream().anyMatch(entry.key()::startsWith))
                .toList());
    }

    @Override
    public Watched watch(String prefix, long since, Duration most) {
        return new Watched(read(Consistency.STALE, List.of(prefix)), index);
    }

    @Override
    public List<LocalService> localServices() {
        return local;
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        return services.getOrDefault(service, List.of());
    }

    @Override
    public List<FoundCheck> checks(CheckState state, Consistency consistency) {
        return List.of();
    }

    @Override
    public List<Check> nodeChecks(String node, Consistency consistency) {
        return catalogued.stream()
                .map(reason -> new Check("_node_maintenance", "Node Maintenance Mode", "critical", reason))
                .toList();
    }

    @Override
    public List<Member> members() {
        return members.entrySet().stream()
                .map(member -> new Member(member.getKey(), member.getValue()))
                .toList();
    }

    @Override
    public AgentSelf self() {
        return new AgentSelf(agent, "dc1", "1.8.7", spareServers >= 0);
    }

    @Override
    public Autopilot autopilot() {
        return new Autopilot(spareServers, servers);
    }

    @Override
    public Optional<String> maintenance() {
        return maintenance;
    }

    @Override
    public Optional<String> leader() {
        return Optional.of("127.0.0.1:8300");
    }

    @Override
    public Written write(List<Operation> operations) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public String createSession(String name, Duration ttl) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public String createSession(String name, Duration ttl, String node) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public boolean renewSession(String session) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public void destroySession(String session) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public void enableMaintenance(String reason) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public void disableMaintenance() {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public void requireMaintenanceRight(String node) {
        throw new AssertionError("a view needs no right to write");
    }

    @Override
    public Optional<Counts> counts() {
        return Optional.empty();
    }
}
