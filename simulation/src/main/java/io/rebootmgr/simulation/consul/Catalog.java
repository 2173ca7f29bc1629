package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Nodes, their services and the checks of both; each call is one Raft entry, whether it changes anything or not (but
 * {@link #failed} for one that left). Names are compared as they are; Consul takes upper and lower case for the same.
 */
public final class Catalog {
    private static final String SERF_HEALTH = "serfHealth";

    private final RaftLog log;
    private final Sessions sessions;
    private final Versioned<Registration> nodes = new Versioned<>();
    /** The nodes that have, or ever had, an instance of a service. */
    private final SortedMap<String, SortedSet<String>> withService = new TreeMap<>();

    Catalog(RaftLog log, KeyStore keys) {
        this.log = log;
        this.sessions =
                new Sessions(log, keys, node -> registration(node, log.index()).isPresent());
    }

    Sessions sessions() {
        return sessions;
    }

    /** The node's agent is alive: it is registered, if it is not yet, and its {@code serfHealth} passes. */
    public void alive(String node, Duration now) {
        Check check = new Check(SERF_HEALTH, "Serf Health Status", "passing", "Agent alive and reachable");
        set(node, registration -> registration.withNodeCheck(check), now);
    }

    /**
     * The node's agent is gone without a word: all of it stays, with {@code serfHealth} critical. One that left stays
     * away.
     */
    public void failed(String node, Duration now) {
        Check check = new Check(SERF_HEALTH, "Serf Health Status", "critical", "Agent not live or unreachable");
        if (registration(node, log.index()).isPresent()) {
            set(node, registration -> registration.withNodeCheck(check), now);
        }
    }

    /** The node left: services, checks and sessions go with it, and all that those hold, in one Raft entry. */
    public void deregister(String node, Duration now) {
        long index = log.append(now);
        if (registration(node, index).isPresent()) {
            nodes.set(node, Optional.empty(), index);
            sessions.endOf(node, index, now);
        }
    }

    /** Registers a service with its checks, or registers it anew, and the node if need be; other checks of it stay. */
    public void register(String node, LocalService service, List<Check> checks, Duration now) {
        withService.computeIfAbsent(service.name(), name -> new TreeSet<>()).add(node);
        UnaryOperator<Registration> change = registration -> {
            Registration changed = registration.with(service);
            for (Check check : checks) {
                changed = changed.withCheck(service.id(), check);
            }
            return changed;
        };
        set(node, change, now);
    }

    /** Takes a service and its checks away. */
    public void deregisterService(String node, String serviceId, Duration now) {
        setRegistered(node, registration -> registration.withoutService(serviceId), now);
    }

    /** Sets a check of a service; refused when that is not registered. */
    public Written check(String node, String serviceId, Check check, Duration now) {
        boolean known = registration(node, log.index())
                .filter(registration -> registration.services().containsKey(serviceId))
                .isPresent();
        setRegistered(node, registration -> known ? registration.withCheck(serviceId, check) : registration, now);
        return known ? new Written.Applied() : new Written.Refused(List.of("Missing service registration"));
    }

    /** Sets a check of the node itself, {@code _node_maintenance} for one; registers the node if need be. */
    public void check(String node, Check check, Duration now) {
        set(node, registration -> registration.withNodeCheck(check), now);
    }

    /** Takes a check of the node itself away. */
    public void removeCheck(String node, String checkId, Duration now) {
        setRegistered(node, registration -> registration.withoutNodeCheck(checkId), now);
    }

    Optional<Registration> registration(String node, long index) {
        return nodes.get(node, index);
    }

    List<Registration> all(long index) {
        return nodes.under("", index);
    }

    /** Sorted by node, then service id. */
    List<Instance> instances(String service, long index) {
        List<Instance> found = new ArrayList<>();
        for (String node : withService.getOrDefault(service, new TreeSet<>())) {
            registration(node, index).ifPresent(registration -> found.addAll(registration.instances(service)));
        }
        return found;
    }

    void forget(long before) {
        nodes.forget(before);
    }

    private void set(String node, UnaryOperator<Registration> change, Duration now) {
        long index = log.append(now);
        Optional<Registration> before = registration(node, index);
        nodes.set(node, Optional.of(change.apply(before.orElseGet(() -> Registration.of(node)))), index);
    }

    private void setRegistered(String node, UnaryOperator<Registration> change, Duration now) {
        if (registration(node, log.index()).isPresent()) {
            set(node, change, now);
        } else {
            log.append(now);
        }
    }
}
