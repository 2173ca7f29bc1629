package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A node's own Consul agent. */
public final class NodeAgent {
    /** How long it takes the gossip to find out that an agent is gone without a word. */
    private static final Duration SUSPICION = Duration.ofSeconds(10);

    private final String node;
    private final Role role;
    private final Keys keys;
    private final LocalServices services;
    private final Servers servers;
    private final Members members;
    private final Timeline timeline;
    private boolean up;
    /** Each start is another: what an earlier one had planned is void. */
    private long start;

    private Optional<String> maintenance = Optional.empty();
    private Optional<Duration> cutOffSince = Optional.empty();
    /** The servers know it under a node id that it does not have any more, and take nothing from it. */
    private boolean refused;

    public NodeAgent(String node, Role role, Keys keys, List<LocalService> services, Servers servers, Members members) {
        this.node = node;
        this.role = role;
        this.keys = keys;
        this.services = new LocalServices(services);
        this.servers = servers;
        this.members = members;
        this.timeline = servers.timeline();
    }

    /** Starts and joins; its services' checks pass after a while. */
    public void start(Duration recover) {
        up = true;
        long now = ++start;
        cutOffSince = Optional.empty();
        refused = false;
        members.set(node, "alive");
        if (isServer()) {
            servers.voters().started(node);
        }
        servers.whenLed(() -> {
            servers.model().catalog().alive(node, timeline.now());
            services.all().forEach(this::tell);
            tellMaintenance();
        });
        timeline.after(recover, () -> {
            if (up && start == now) {
                tellHealth("passing");
            }
        });
    }

    /** The node boots, and this service is not with its agent: it registers itself later, or never. */
    public void withoutYet(LocalService service) {
        services.remove(service);
    }

    /** A service registers itself; its check, if it comes with it or is there already, passes after a while. */
    public void register(LocalService service, boolean withCheck, Duration recover) {
        services.register(service, withCheck);
        long now = start;
        servers.whenLed(() -> {
            if (up && !refused) {
                tell(service);
            }
        });
        timeline.after(recover, () -> {
            if (start == now) {
                tellHealth(service, "passing");
            }
        });
    }

    /** As the agent has it, with its check failing where it has one. */
    private void tell(LocalService service) {
        var catalog = servers.model().catalog();
        if (!services.isChecked(service)) {
            // What the catalog has of an earlier start is not the agent's any more.
            catalog.deregisterService(node, service.id(), timeline.now());
        }
        if (services.isRegistered(service)) {
            List<Check> checks = services.isChecked(service) ? List.of(check(service, "critical")) : List.of();
            catalog.register(node, service, checks, timeline.now());
        }
    }

    /** Its node shuts down. */
    public void shutDown() {
        if (role == Role.SERVER_THAT_FAILS) {
            fail(false);
        } else {
            leave(false);
        }
    }

    /** A clean stop: it leaves the cluster, and the servers forget the node and all that hangs on it. */
    public void leave() {
        leave(true);
    }

    private void leave(boolean byAccident) {
        up = false;
        members.set(node, "left");
        if (isServer()) {
            servers.voters().left(node, byAccident);
        }
        servers.whenLed(() -> {
            if (!up) {
                servers.model().catalog().deregister(node, timeline.now());
                servers.saw(new Happening.OutForOthers(node, Optional.empty()));
            }
        });
    }

    /** It is gone without a word. */
    public void fail() {
        fail(true);
    }

    private void fail(boolean byAccident) {
        up = false;
        long then = start;
        timeline.after(SUSPICION, () -> {
            if (!up && start == then) {
                members.set(node, "failed");
                if (isServer()) {
                    servers.voters().failed(node, byAccident);
                }
                servers.whenLed(() -> servers.model().catalog().failed(node, timeline.now()));
            }
        });
    }

    /** An operator has it removed from the cluster ({@code force-leave}). */
    public void forceLeave() {
        if (!up) {
            start++;
            leave();
        }
    }

    /** Its disk is another. */
    public void forgetEverything() {
        maintenance = Optional.empty();
    }

    /**
     * It lost its data and was back before anybody missed it: the servers refuse its new node id, and what they have of
     * it stays as it was.
     */
    public void loseDataUnseen() {
        refused = true;
        maintenance = Optional.empty();
    }

    public boolean isRefused() {
        return refused;
    }

    /** Somebody restarts it: it leaves, the servers forget it, and it is new to them. */
    public void restart(Duration recover) {
        leave();
        start(recover);
    }

    /** Its part of the network has no servers any more, or one that lives in the past. */
    public void cutOff() {
        cutOffSince = Optional.of(timeline.now());
    }

    public void reconnect() {
        if (cutOffSince.isPresent()) {
            cutOffSince = Optional.empty();
            tellMaintenance();
        }
    }

    /** The checks of all its services turn to this status. */
    public void tellHealth(String status) {
        services.all().forEach(service -> tellHealth(service, status));
    }

    private void tellHealth(LocalService service, String status) {
        long then = start;
        servers.whenLed(() -> {
            if (start == then && up && !refused && services.isChecked(service)) {
                servers.model().catalog().check(node, service.id(), check(service, status), timeline.now());
                servers.saw(new Happening.Checked(node, service, status));
            }
        });
    }

    private static Check check(LocalService service, String status) {
        String output = status.equals("passing") ? "" : "does not answer";
        return new Check("service:" + service.id(), "alive", status, output, service.id());
    }

    public boolean isServer() {
        return role.isServer();
    }

    public boolean isUp() {
        return up;
    }

    public String node() {
        return node;
    }

    List<LocalService> services() {
        return services.registered();
    }

    /** The names of the services that it has. */
    public List<String> registered() {
        return services.registered().stream().map(LocalService::name).toList();
    }

    /** The names of those that have their check. */
    public List<String> checked() {
        return services.checked().stream().map(LocalService::name).toList();
    }

    Keys keys() {
        return keys;
    }

    Members members() {
        return members;
    }

    Servers servers() {
        return servers;
    }

    Optional<Duration> cutOffSince() {
        return cutOffSince;
    }

    /** Survives restarts of the agent and of the node. */
    public Optional<String> maintenance() {
        return maintenance;
    }

    /** As the agent does it: at once in its own state, and with the servers when it reaches them. */
    void setMaintenance(Author by, Optional<String> reason) {
        boolean changed = reason.isPresent() != maintenance.isPresent();
        if (reason.isEmpty() || maintenance.isEmpty()) {
            maintenance = reason;
        }
        if (changed && servers.hasLeader() && cutOffSince.isEmpty()) {
            servers.as(by, () -> {
                tellMaintenance();
                return reason;
            });
        } else if (changed) {
            servers.whenLed(this::tellMaintenance);
        }
    }

    private void tellMaintenance() {
        if (!up || refused || cutOffSince.isPresent() || !servers.hasLeader()) {
            return;
        }
        if (maintenance.isPresent()) {
            Check check = new Check("_node_maintenance", "Node Maintenance Mode", "critical", maintenance.get());
            servers.model().catalog().check(node, check, timeline.now());
            servers.saw(new Happening.OutForOthers(node, maintenance));
        } else if (servers.model().latest().node(node).stream()
                .flatMap(registration -> registration.nodeChecks().stream())
                .anyMatch(check -> check.id().equals("_node_maintenance"))) {
            servers.model().catalog().removeCheck(node, "_node_maintenance", timeline.now());
            servers.saw(new Happening.OutForOthers(node, Optional.empty()));
        }
    }
}
