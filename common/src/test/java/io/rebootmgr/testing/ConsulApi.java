package io.rebootmgr.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Consul's HTTP interface as a test needs it to set the scene and to look at the result, without the code under test.
 * Each request is bounded by 10 s.
 */
public record ConsulApi(URI address, Optional<String> token) {
    private static final int TIMEOUT_MS = 10_000;

    /** Status and body, whatever they are. */
    public record Answer(int status, String body) {

        public JsonNode json() {
            try {
                return Json.parse(body.getBytes(StandardCharsets.UTF_8));
            } catch (MalformedJson e) {
                throw new IllegalStateException("status " + status + " " + e.getMessage() + ": " + body, e);
            }
        }

        Answer orFail(String request) {
            if (status != 200) {
                throw new IllegalStateException(request + " answered " + status + ": " + body);
            }
            return this;
        }
    }

    public JsonNode get(String path) {
        return send("GET", path, "").orFail("GET " + path).json();
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body).orFail("PUT " + path);
    }

    public Answer put(String path, JsonNode body) {
        return put(path, new String(Json.bytes(body), StandardCharsets.UTF_8));
    }

    /** Whatever the answer is; I/O errors are {@link UncheckedIOException}. */
    public Answer send(String method, String path, String body) {
        try {
            HttpURLConnection http =
                    (HttpURLConnection) address.resolve(path).toURL().openConnection();
            http.setConnectTimeout(TIMEOUT_MS);
            http.setReadTimeout(TIMEOUT_MS);
            http.setRequestMethod(method);
            token.ifPresent(secret -> http.setRequestProperty("X-Consul-Token", secret));
            if (method.equals("PUT")) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                http.setDoOutput(true);
                http.setFixedLengthStreamingMode(bytes.length);
                http.getOutputStream().write(bytes);
            }
            int status = http.getResponseCode();
            try (InputStream in = status >= 400 ? http.getErrorStream() : http.getInputStream()) {
                return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same for a question that is asked again, for 10 s, where the agent's way to a leader has just broken (500).
     */
    public Answer read(String path) {
        long deadline = System.nanoTime() + Duration.ofMillis(TIMEOUT_MS).toNanos();
        Answer answer = send("GET", path, "");
        while (answer.status() == HttpURLConnection.HTTP_INTERNAL_ERROR && System.nanoTime() - deadline < 0) {
            Await.pause();
            answer = send("GET", path, "");
        }
        return answer;
    }

    /** The value of a key, as it stands by the leader's word. */
    public Optional<String> value(String key) {
        Answer answer = read("/v1/kv/" + key + "?raw&consistent");
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(answer.orFail("GET " + key).body());
    }

    public void putValue(String key, String value) {
        put("/v1/kv/" + key, value);
    }

    /** Removes a key, or with the closing slash everything below it. */
    public void delete(String key) {
        String below = key.endsWith("/") ? "?recurse" : "";
        send("DELETE", "/v1/kv/" + key + below, "").orFail("DELETE " + key);
    }

    /** Names of all keys below a prefix, by the leader's word. */
    public List<String> keys(String prefix) {
        Answer answer = read("/v1/kv/" + prefix + "?keys&consistent");
        return answer.status() == 404
                ? List.of()
                : answer.json().valueStream().map(JsonNode::asText).toList();
    }

    /** Registers a service at this agent, with one TTL check {@code service:<id>} that is passing. */
    public void registerService(String id, String name, String... tags) {
        ObjectNode service = Json.object().put("ID", id).put("Name", name);
        List.of(tags).forEach(service.putArray("Tags")::add);
        service.putObject("Check")
                .put("CheckID", "service:" + id)
                .put("TTL", "24h")
                .put("Status", "passing");
        put("/v1/agent/service/register", service);
    }

    /** Registers a TTL check of the node itself (of no service) at this agent. */
    public void registerNodeCheck(String id, String status) {
        ObjectNode check =
                Json.object().put("ID", id).put("Name", id).put("TTL", "24h").put("Status", status);
        put("/v1/agent/check/register", check);
    }

    /** Sets a TTL check of this agent: {@code passing}, {@code warning} or {@code critical}. */
    public void setCheck(String checkId, String status, String output) {
        put(
                "/v1/agent/check/update/" + checkId,
                Json.object().put("Status", status).put("Output", output));
    }

    /**
     * Puts a service with one check into the catalog for a node that has no agent: a whole fleet on a single server.
     * Again with another status it changes the check.
     */
    public void registerElsewhere(String node, String service, String status, String... tags) {
        ObjectNode entry = Json.object().put("Node", node).put("Address", "127.0.0.1");
        ObjectNode inner = entry.putObject("Service").put("ID", service).put("Service", service);
        List.of(tags).forEach(inner.putArray("Tags")::add);
        entry.putObject("Check")
                .put("Node", node)
                .put("CheckID", "service:" + service)
                .put("Name", service)
                .put("ServiceID", service)
                .put("Status", status);
        put("/v1/catalog/register", entry);
    }

    /** A new ACL token with these rules (HCL, {@code key_prefix "a/" { policy = "read" }}); returns the secret. */
    public String createToken(String rules) {
        return put("/v1/acl/token", token(rules)).json().path("SecretID").asText();
    }

    /** A token that is no more is there again, with these rules. */
    public void createTokenAgain(String secret, String rules) {
        put("/v1/acl/token", token(rules).put("SecretID", secret));
    }

    /** The token has these rules from now on. */
    public void changeToken(String secret, String rules) {
        put("/v1/acl/token/" + accessor(secret), token(rules));
    }

    /** The token is no more. */
    public void revokeToken(String secret) {
        send("DELETE", "/v1/acl/token/" + accessor(secret), "").orFail("DELETE token");
    }

    private ObjectNode token(String rules) {
        String name = Unique.name("policy");
        put("/v1/acl/policy", Json.object().put("Name", name).put("Rules", rules));
        ObjectNode token = Json.object();
        token.putArray("Policies").addObject().put("Name", name);
        return token;
    }

    /** What a token is called where its secret may not be told. */
    public String accessor(String secret) {
        return new ConsulApi(address, Optional.of(secret))
                .get("/v1/acl/token/self")
                .path("AccessorID")
                .asText();
    }
}
