package io.rebootmgr.simulation.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.json.Json;
import io.rebootmgr.testing.ConsulApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A real Consul: through our own adapter, and where the port does not reach over plain HTTP. */
final class RealSide extends Side {
    static final String SERVER = "server1";
    static final Duration TTL = Duration.ofMinutes(10);

    private final ConsulAdapter consul;
    private final ConsulApi api;

    RealSide(String prefix, Ids ids, ConsulAdapter consul, ConsulApi api) {
        super(prefix, ids);
        this.consul = consul;
        this.api = api;
    }

    @Override
    Written write(List<Operation> operations) {
        return consul.write(operations);
    }

    @Override
    View read(List<String> prefixes) {
        return consul.read(Consistency.CONSISTENT, prefixes);
    }

    /** One without lock-delay on the server's own node goes through the adapter. */
    @Override
    String createSession(int session, String node, int lockDelaySeconds) {
        if (node.equals(SERVER) && lockDelaySeconds == 0) {
            ids().set(session, consul.createSession(name(""), TTL));
            return "created";
        }
        ObjectNode body = Json.object()
                .put("Node", node.equals(SERVER) ? node : name(node))
                .put("TTL", TTL.toSeconds() + "s")
                .put("Behavior", "delete")
                .put("LockDelay", lockDelaySeconds + "s");
        body.putArray("NodeChecks");
        ConsulApi.Answer answer = api.send("PUT", "/v1/session/create", body.toString());
        if (answer.status() != 200) {
            return "refused: " + answer.body();
        }
        ids().set(session, answer.json().path("ID").asText());
        return "created";
    }

    @Override
    boolean renew(int session) {
        return consul.renewSession(session(session));
    }

    @Override
    void destroy(int session) {
        consul.destroySession(session(session));
    }

    @Override
    void register(String node, String service, String status) {
        api.registerElsewhere(name(node), name(service), status);
    }

    @Override
    void deregister(String node) {
        api.put("/v1/catalog/deregister", Json.object().put("Node", name(node)));
    }

    @Override
    List<Entry> entries() {
        ConsulApi.Answer answer = api.send("GET", "/v1/kv/" + name("") + "?recurse&consistent", "");
        List<Entry> found = new ArrayList<>();
        if (answer.status() != 404) {
            answer.json().forEach(kv -> found.add(entry(kv)));
        }
        return found;
    }

    private static Entry entry(JsonNode kv) {
        return new Entry(
                kv.path("Key").asText(),
                Base64.getDecoder().decode(kv.path("Value").asText("")),
                kv.path("ModifyIndex").asLong(),
                kv.path("CreateIndex").asLong(),
                kv.path("LockIndex").asLong(),
                Optional.of(kv.path("Session").asText("")).filter(id -> !id.isEmpty()));
    }

    @Override
    long watchIndex(String shortPrefix) {
        return consul.watch(name(shortPrefix), 0, Duration.ofSeconds(1)).index();
    }

    @Override
    List<Instance> instances(String service) {
        return consul.instances(name(service), Consistency.CONSISTENT);
    }

    @Override
    long raftIndex() {
        return api.get("/v1/agent/self").at("/Stats/raft/last_log_index").asLong();
    }
}
