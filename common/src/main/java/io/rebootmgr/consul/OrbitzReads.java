package io.rebootmgr.consul;

import com.orbitz.consul.ClientsOver;
import com.orbitz.consul.model.State;
import com.orbitz.consul.model.agent.Config;
import com.orbitz.consul.model.health.HealthCheck;
import com.orbitz.consul.model.health.ServiceHealth;
import com.orbitz.consul.option.ConsistencyMode;
import com.orbitz.consul.option.ImmutableQueryOptions;
import com.orbitz.consul.option.QueryOptions;
import io.rebootmgr.consul.Consul.AgentSelf;
import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.CheckState;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.FoundCheck;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Consul.Member;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What consul-client tells about this node and the fleet. */
record OrbitzReads(ClientsOver clients, OrbitzCalls calls) {
    private static final String MAINTENANCE = "_node_maintenance";
    private static final Pattern LEADER = Pattern.compile("|\\S+:\\d+");

    List<LocalService> localServices() {
        return calls.ask(
                "GET /v1/agent/services",
                "the services: need service:read",
                () -> clients.agent().getServices().values().stream()
                        .map(service -> new LocalService(service.getId(), service.getService(), service.getTags()))
                        .toList());
    }

    List<Instance> instances(String service, Consistency consistency) {
        var options = options(consistency);
        String right = "service \"" + service + "\": needs service:read and node:read";
        return calls.ask(
                "GET /v1/health/service/" + service,
                right,
                () -> clients.health().getAllServiceInstances(service, options).getResponse().stream()
                        .map(OrbitzReads::instance)
                        .toList());
    }

    private static QueryOptions options(Consistency consistency) {
        return ImmutableQueryOptions.builder()
                .consistencyMode(
                        switch (consistency) {
                            case STALE -> ConsistencyMode.STALE;
                            case DEFAULT -> ConsistencyMode.DEFAULT;
                            case CONSISTENT -> ConsistencyMode.CONSISTENT;
                        })
                .build();
    }

    List<FoundCheck> checks(CheckState state, Consistency consistency) {
        State theirState = switch (state) {
            case WARNING -> State.WARN;
            case CRITICAL -> State.FAIL;
        };
        return calls.ask(
                "GET /v1/health/state/" + state.word(),
                "the checks that are " + state.word() + ": need service:read and node:read",
                () -> clients.health().getChecksByState(theirState, options(consistency)).getResponse().stream()
                        .map(theirs -> new FoundCheck(
                                theirs.getNode(),
                                theirs.getServiceName().orElse(""),
                                theirs.getServiceTags(),
                                check(theirs)))
                        .toList());
    }

    List<Check> nodeChecks(String node, Consistency consistency) {
        return calls.ask(
                "GET /v1/health/node/" + node,
                "the checks of a node: needs node:read",
                () -> clients.health().getNodeChecks(node, options(consistency)).getResponse().stream()
                        .map(OrbitzReads::check)
                        .filter(check -> check.serviceId().isEmpty())
                        .toList());
    }

    private static Instance instance(ServiceHealth theirs) {
        var service = theirs.getService();
        List<Check> checks = theirs.getChecks().stream().map(OrbitzReads::check).toList();
        return new Instance(
                theirs.getNode().getNode(), service.getId(), service.getService(), service.getTags(), checks);
    }

    private static Check check(HealthCheck theirs) {
        String output = theirs.getOutput().orElse("");
        Check check = new Check(
                theirs.getCheckId(),
                theirs.getName(),
                theirs.getStatus(),
                output,
                theirs.getServiceId().orElse(""));
        // The reason of a maintenance mode; what an operator noted of another check is not what it says.
        return check.isMaintenance() && output.isEmpty()
                ? new Check(
                        check.id(),
                        check.name(),
                        check.status(),
                        theirs.getNotes().orElse(""),
                        check.serviceId())
                : check;
    }

    List<Member> members() {
        String request = "GET /v1/agent/members";
        List<Member> members = calls.ask(
                request,
                "the members: need node:read",
                () -> clients.agent().getMembers().stream()
                        .map(member -> new Member(member.getName(), serfStatus(member.getStatus())))
                        .toList());
        // An agent is a member itself: who sees none at all is not allowed to.
        if (members.isEmpty()) {
            throw calls.failures().forbidden("the members: need node:read");
        }
        return members;
    }

    private static String serfStatus(int number) {
        return switch (number) {
            case 1 -> "alive";
            case 2 -> "leaving";
            case 3 -> "left";
            case 4 -> "failed";
            default -> throw new IllegalArgumentException("member status " + number);
        };
    }

    AgentSelf self() {
        return calls.ask("GET /v1/agent/self", "the agent itself: needs agent:read", () -> {
            Config config = clients.agent().getAgent().getConfig();
            return new AgentSelf(config.getNodeName(), config.getDatacenter(), config.getVersion(), config.getServer());
        });
    }

    Optional<String> maintenance() {
        return calls.ask(
                "GET /v1/agent/checks",
                "the checks: need node:read",
                () -> Optional.ofNullable(clients.agent().getChecks().get(MAINTENANCE))
                        .map(check -> check.getNotes().orElse("")));
    }

    Optional<String> leader() {
        String request = "GET /v1/status/leader";
        try {
            String leader = calls.ask(request, "the status", clients.status()::getLeader);
            if (!LEADER.matcher(leader).matches()) {
                throw calls.failures().nonsense(request, ConsulFailures.excerpt(leader));
            }
            return Optional.of(leader).filter(name -> !name.isEmpty());
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.NO_LEADER) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
