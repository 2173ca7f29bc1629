package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Consul as a mutant meets it: what its subclasses do not change passes through. */
class ChangedConsul implements Consul {
    private final Consul real;

    ChangedConsul(Consul real) {
        this.real = real;
    }

    /** What the agent sees of the keys. */
    View seen(View view) {
        return view;
    }

    /** What the agent sends. */
    List<Operation> sent(List<Operation> operations) {
        return operations;
    }

    @Override
    public int atOnce() {
        return real.atOnce();
    }

    @Override
    public View read(Consistency consistency, List<String> prefixes) {
        return seen(real.read(consistency, prefixes));
    }

    @Override
    public Watched watch(String prefix, long index, Duration most) {
        Watched watched = real.watch(prefix, index, most);
        return new Watched(seen(watched.view()), watched.index());
    }

    @Override
    public Written write(List<Operation> operations) {
        return real.write(sent(operations));
    }

    @Override
    public String createSession(String name, Duration ttl) {
        return real.createSession(name, ttl);
    }

    @Override
    public String createSession(String name, Duration ttl, String node) {
        return real.createSession(name, ttl, node);
    }

    @Override
    public boolean renewSession(String session) {
        return real.renewSession(session);
    }

    @Override
    public void destroySession(String session) {
        real.destroySession(session);
    }

    @Override
    public List<LocalService> localServices() {
        return real.localServices();
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        return real.instances(service, consistency);
    }

    @Override
    public List<FoundCheck> checks(CheckState state, Consistency consistency) {
        return real.checks(state, consistency);
    }

    @Override
    public List<Check> nodeChecks(String node, Consistency consistency) {
        return real.nodeChecks(node, consistency);
    }

    @Override
    public List<Member> members() {
        return real.members();
    }

    @Override
    public AgentSelf self() {
        return real.self();
    }

    @Override
    public Optional<Counts> counts() {
        return real.counts();
    }

    @Override
    public Autopilot autopilot() {
        return real.autopilot();
    }

    @Override
    public Optional<String> maintenance() {
        return real.maintenance();
    }

    @Override
    public void enableMaintenance(String reason) {
        real.enableMaintenance(reason);
    }

    @Override
    public void disableMaintenance() {
        real.disableMaintenance();
    }

    @Override
    public void requireMaintenanceRight(String node) {
        real.requireMaintenanceRight(node);
    }

    @Override
    public Optional<String> leader() {
        return real.leader();
    }
}
