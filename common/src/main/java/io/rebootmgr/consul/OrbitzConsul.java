package io.rebootmgr.consul;

import com.orbitz.consul.ClientsOver;
import com.orbitz.consul.model.agent.Config;
import com.orbitz.consul.model.health.HealthCheck;
import com.orbitz.consul.model.health.ServiceHealth;
import com.orbitz.consul.option.ConsistencyMode;
import com.orbitz.consul.option.ImmutableQueryOptions;
import io.rebootmgr.consul.Consul.AgentSelf;
import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Consul.Member;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;

/** What goes over consul-client. Loading it costs a third of a second of processor time: only who needs it pays. */
final class OrbitzConsul {
    private static final String MAINTENANCE = "_node_maintenance";

    private final OkHttpClient http;
    private final ClientsOver clients;
    private final Failures failures;

    OrbitzConsul(ConnectionSettings settings, Optional<TlsSockets> tls, Failures failures) {
        this.http = BoundedOkHttp.client(settings, tls);
        this.clients = ClientsOver.of(settings.address().toString(), http);
        this.failures = failures;
    }

    Written write(List<Operation> operations) {
        return new OrbitzWrites(clients.keys(), failures).write(operations);
    }

    boolean renewSession(String session) {
        if (!SessionId.isOne(session)) {
            return false;
        }
        try {
            return clients.sessions().renewSession(session).isPresent();
        } catch (com.orbitz.consul.ConsulException e) {
            if (e.getCode() == 404) {
                return false;
            }
            throw failure("PUT /v1/session/renew", "this node's sessions: need session:write", e);
        } catch (RuntimeException e) {
            throw nonsense("PUT /v1/session/renew", e);
        }
    }

    void destroySession(String session) {
        if (SessionId.isOne(session)) {
            ask("PUT /v1/session/destroy", "this node's sessions: need session:write", () -> {
                clients.sessions().destroySession(session);
                return session;
            });
        }
    }

    List<LocalService> localServices() {
        return ask(
                "GET /v1/agent/services",
                "the services: need service:read",
                () -> clients.agent().getServices().values().stream()
                        .map(service -> new LocalService(service.getId(), service.getService(), service.getTags()))
                        .toList());
    }

    List<Instance> instances(String service, Consistency consistency) {
        var options = ImmutableQueryOptions.builder()
                .consistencyMode(
                        switch (consistency) {
                            case STALE -> ConsistencyMode.STALE;
                            case DEFAULT -> ConsistencyMode.DEFAULT;
                            case CONSISTENT -> ConsistencyMode.CONSISTENT;
                        })
                .build();
        String right = "service \"" + service + "\": needs service:read and node:read";
        return ask(
                "GET /v1/health/service/" + service,
                right,
                () -> clients.health().getAllServiceInstances(service, options).getResponse().stream()
                        .map(OrbitzConsul::instance)
                        .toList());
    }

    private static Instance instance(ServiceHealth theirs) {
        var service = theirs.getService();
        List<Check> checks =
                theirs.getChecks().stream().map(OrbitzConsul::check).toList();
        return new Instance(
                theirs.getNode().getNode(), service.getId(), service.getService(), service.getTags(), checks);
    }

    private static Check check(HealthCheck theirs) {
        return new Check(
                theirs.getCheckId(),
                theirs.getName(),
                theirs.getStatus(),
                theirs.getOutput().orElse(""));
    }

    List<Member> members() {
        String request = "GET /v1/agent/members";
        List<Member> members = ask(
                request,
                "the members: need node:read",
                () -> clients.agent().getMembers().stream()
                        .map(member -> new Member(member.getName(), serfStatus(member.getStatus())))
                        .toList());
        // An agent is a member itself: who sees none at all is not allowed to.
        if (members.isEmpty()) {
            throw failures.forbidden("the members: need node:read");
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
        return ask("GET /v1/agent/self", "the agent itself: needs agent:read", () -> {
            Config config = clients.agent().getAgent().getConfig();
            return new AgentSelf(config.getNodeName(), config.getDatacenter(), config.getVersion(), config.getServer());
        });
    }

    Optional<String> maintenance() {
        return ask(
                "GET /v1/agent/checks",
                "the checks: need node:read",
                () -> Optional.ofNullable(clients.agent().getChecks().get(MAINTENANCE))
                        .map(check -> check.getNotes().orElse("")));
    }

    Optional<String> leader() {
        try {
            return ask(
                    "GET /v1/status/leader",
                    "the status",
                    () -> Optional.of(clients.status().getLeader()).filter(leader -> !leader.isEmpty()));
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.NO_LEADER) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void close() {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
    }

    private <T> T ask(String request, String right, Supplier<T> call) {
        try {
            return call.get();
        } catch (com.orbitz.consul.ConsulException e) {
            throw failure(request, right, e);
        } catch (RuntimeException e) {
            throw nonsense(request, e);
        }
    }

    private ConsulException failure(String request, String right, com.orbitz.consul.ConsulException e) {
        return e.getCause() instanceof IOException io
                ? failures.unanswered(request, io)
                : failures.refused(request, right, e.getCode(), String.valueOf(e.getMessage()));
    }

    /** consul-client trips over shapes that it does not expect, with whatever exception that gives. */
    private ConsulException nonsense(String request, RuntimeException e) {
        return failures.nonsense(request, "not what Consul answers: " + Failures.excerpt(e.getMessage()));
    }
}
