package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.simulation.cluster.Requests.Lost;
import io.rebootmgr.simulation.cluster.Requests.Reach;
import io.rebootmgr.simulation.consul.Registration;
import io.rebootmgr.simulation.consul.Replica;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Strand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The port of one run to its node's own agent. */
public final class SimulatedConsul implements Consul {
    private final Caller caller;
    private final NodeAgent agent;
    private final Servers servers;
    private final Requests requests;

    public SimulatedConsul(Caller caller, NodeAgent agent) {
        this.caller = caller;
        this.agent = agent;
        this.servers = agent.servers();
        this.requests = new Requests(caller, agent);
    }

    /** Whoever asks is one strand. */
    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public View read(Consistency consistency, List<String> prefixes) {
        View view = requests.ask(
                Effect.READ, reach(consistency), () -> server(consistency).read(prefixes));
        if (reach(consistency) != Reach.ANY) {
            servers.traffic().told(view.under("").size());
        }
        if (consistency == Consistency.CONSISTENT
                && prefixes.contains(agent.keys().groups())) {
            caller.told(new Happening.Read(agent.node(), caller.author().run(), view));
        }
        return view;
    }

    private static Reach reach(Consistency consistency) {
        return switch (consistency) {
            case STALE -> Reach.ANY;
            case DEFAULT -> Reach.BELIEVED;
            case CONSISTENT -> Reach.LEADER;
        };
    }

    private Replica server(Consistency consistency) {
        return switch (consistency) {
            case STALE -> any();
            case DEFAULT -> servers.believedLeader();
            case CONSISTENT -> servers.model().latest();
        };
    }

    private Replica any() {
        return any(servers.network().lag());
    }

    private Replica any(Duration lag) {
        Duration cutOff = agent.cutOffSince()
                .map(since -> servers.timeline().now().minus(since))
                .orElse(Duration.ZERO);
        return servers.lagging(lag.plus(cutOff));
    }

    @Override
    public Watched watch(String prefix, long index, Duration most) {
        return requests.ask(Effect.WATCH, Reach.ANY, () -> {
            Strand strand = caller.strand();
            Duration until = servers.timeline().now().plus(most);
            servers.watchers().join(prefix, strand);
            try {
                Replica server = any();
                while (true) {
                    Watched seen = server.watched(prefix);
                    Duration left = until.minus(servers.timeline().now());
                    if (seen.index() > index || index == 0 || !left.isPositive() || !agent.isUp()) {
                        return seen;
                    }
                    // A server that lags wakes its waiters when it knows of the change itself.
                    boolean lags = servers.model().latest().watchIndex(prefix) > index;
                    if (!lags || agent.cutOffSince().isPresent()) {
                        strand.pause(left);
                    }
                    Duration lag = servers.network().lag();
                    strand.sleep(lag);
                    server = any(lag);
                }
            } finally {
                servers.watchers().leave(strand);
            }
        });
    }

    @Override
    public Written write(List<Operation> operations) {
        Author by = caller.author();
        try {
            return requests.send(Effect.WRITE, Reach.LEADER, () -> servers.write(by, operations));
        } catch (Lost e) {
            return new Written.Unknown(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String createSession(String name, Duration ttl) {
        return createSession(name, ttl, agent.node());
    }

    @Override
    public String createSession(String name, Duration ttl, String node) {
        Author by = caller.author();
        return requests.ask(
                Effect.CREATE_SESSION,
                Reach.LEADER,
                () -> servers.as(by, () -> {
                    String id = servers.newSession();
                    if (!servers.startSession(id, node, ttl)) {
                        throw new ConsulException(
                                ConsulException.Kind.UNREACHABLE, "Consul cannot serve: Missing node registration");
                    }
                    return id;
                }));
    }

    @Override
    public boolean renewSession(String session) {
        return requests.ask(
                Effect.RENEW_SESSION,
                Reach.LEADER,
                () -> servers.model()
                        .sessions()
                        .renew(session, servers.timeline().now()));
    }

    @Override
    public void destroySession(String session) {
        Author by = caller.author();
        requests.ask(
                Effect.DESTROY_SESSION,
                Reach.LEADER,
                () -> servers.as(by, () -> {
                    servers.model()
                            .sessions()
                            .destroy(session, servers.timeline().now());
                    return session;
                }));
    }

    @Override
    public List<LocalService> localServices() {
        List<LocalService> services = requests.ask(Effect.AGENT_FACTS, Reach.AGENT, agent::services);
        caller.told(new Happening.Services(agent.node(), caller.author().run(), services));
        return services;
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        List<Instance> instances = requests.ask(
                Effect.INSTANCES, reach(consistency), () -> server(consistency).instances(service));
        caller.told(new Happening.Instances(agent.node(), caller.author().run(), service, instances));
        return instances;
    }

    @Override
    public List<FoundCheck> checks(CheckState state, Consistency consistency) {
        return requests.ask(
                Effect.INSTANCES, reach(consistency), () -> server(consistency).checks(state));
    }

    @Override
    public List<Check> nodeChecks(String node, Consistency consistency) {
        return requests.ask(
                Effect.INSTANCES,
                reach(consistency),
                () -> server(consistency)
                        .node(node)
                        .map(Registration::nodeChecks)
                        .orElse(List.of()));
    }

    @Override
    public List<Member> members() {
        return requests.ask(
                Effect.AGENT_FACTS, Reach.AGENT, () -> agent.members().list());
    }

    @Override
    public AgentSelf self() {
        return requests.ask(
                Effect.AGENT_FACTS, Reach.AGENT, () -> new AgentSelf(agent.node(), "dc1", "1.8.7", agent.isServer()));
    }

    @Override
    public Optional<Counts> counts() {
        return Optional.empty();
    }

    @Override
    public Autopilot autopilot() {
        Autopilot told = requests.ask(
                Effect.AGENT_FACTS, Reach.LEADER, () -> servers.voters().told());
        caller.told(new Happening.Servers(agent.node(), caller.author().run(), told));
        return told;
    }

    @Override
    public Optional<String> maintenance() {
        Optional<String> reason = requests.ask(Effect.AGENT_FACTS, Reach.AGENT, agent::maintenance);
        caller.told(new Happening.Maintained(agent.node(), caller.author().run(), reason.isPresent()));
        return reason;
    }

    @Override
    public void enableMaintenance(String reason) {
        setMaintenance(Optional.of(reason));
    }

    @Override
    public void disableMaintenance() {
        setMaintenance(Optional.empty());
    }

    private void setMaintenance(Optional<String> reason) {
        Author by = caller.author();
        requests.ask(Effect.MAINTENANCE, Reach.AGENT, () -> {
            agent.setMaintenance(by, reason);
            return reason;
        });
    }

    @Override
    public void requireMaintenanceRight(String node) {
        requests.ask(Effect.AGENT_FACTS, Reach.LEADER, () -> node);
    }

    @Override
    public Optional<String> leader() {
        return requests.ask(
                Effect.AGENT_FACTS,
                Reach.ANY,
                () -> servers.hasLeader() ? Optional.of("leader:8300") : Optional.empty());
    }
}
