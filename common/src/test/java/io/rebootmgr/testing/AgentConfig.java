package io.rebootmgr.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of one agent: every port of its own, timings as low as they go, so that a failover takes a second
 * or two.
 *
 * @param servers how many servers the cluster has
 * @param join gossip addresses of the others
 * @param patience how long a request waits for a leader before it is answered with 500
 */
record AgentConfig(
        Ports ports,
        int servers,
        boolean dev,
        List<String> join,
        Duration patience,
        Optional<String> managementToken,
        Optional<Certificates> tls) {

    /**
     * An address and the ports on it.
     *
     * @param advertised where the other agents look for it: {@code address} itself, or one where a proxy listens
     */
    record Ports(String address, String advertised, int http, int https, int server, int gossip) {

        static Ports on(String address) {
            return on(address, address);
        }

        static Ports on(String address, String advertised) {
            return new Ports(
                    address,
                    advertised,
                    FreePorts.on(address),
                    FreePorts.on(address),
                    FreePorts.on(advertised),
                    FreePorts.on(advertised));
        }

        String gossipAddress() {
            return advertised + ":" + gossip;
        }
    }

    URI http() {
        return URI.create("http://" + ports.address() + ":" + ports.http());
    }

    URI https() {
        return URI.create("https://" + ports.address() + ":" + ports.https());
    }

    ObjectNode json(String node, boolean server, Path folder) {
        ObjectNode json = Json.object()
                .put("node_name", node)
                .put("server", server)
                .put("bind_addr", ports.address())
                .put("client_addr", ports.address())
                .put("advertise_addr", ports.advertised())
                // Gossip is not for the proxy: it goes straight to where the others look for this agent.
                .put("serf_lan", ports.advertised())
                .put("data_dir", folder.resolve("data").toString())
                .put("log_level", "INFO")
                .put("disable_update_check", true)
                .put("disable_remote_exec", true)
                // Sessions that tests wait to see end.
                .put("session_ttl_min", "1s");
        if (server && !dev) {
            json.put("bootstrap_expect", servers);
        }
        ArrayNode join = json.putArray("retry_join");
        this.join.forEach(join::add);
        json.put("retry_interval", "1s");
        json.set("ports", portNumbers());
        json.putObject("performance")
                .put("raft_multiplier", 1)
                .put("leave_drain_time", "1ms")
                .put("rpc_hold_timeout", patience.toMillis() + "ms");
        json.putObject("gossip_lan")
                .put("gossip_interval", "20ms")
                .put("probe_interval", "200ms")
                .put("probe_timeout", "100ms")
                .put("suspicion_mult", 2);
        json.putObject("autopilot").put("server_stabilization_time", "1s");
        managementToken.ifPresent(token -> acl(json, token));
        tls.ifPresent(certificates -> certificates.configure(json));
        return json;
    }

    private ObjectNode portNumbers() {
        ObjectNode numbers = Json.object()
                .put("http", ports.http())
                .put("https", tls.isPresent() ? ports.https() : -1)
                .put("server", ports.server())
                .put("serf_lan", ports.gossip())
                .put("serf_wan", -1)
                .put("dns", -1)
                .put("grpc", -1);
        if (ConsulBinary.find().atLeast(1, 14)) {
            numbers.put("grpc_tls", -1);
        }
        return numbers;
    }

    private static void acl(ObjectNode json, String token) {
        String management = ConsulBinary.find().atLeast(1, 11) ? "initial_management" : "master";
        json.putObject("acl")
                .put("enabled", true)
                // How long a client agent goes on believing in a token.
                .put("token_ttl", "200ms")
                .put("policy_ttl", "200ms")
                .put("default_policy", "deny")
                .putObject("tokens")
                .put(management, token)
                .put("agent", token);
    }
}
