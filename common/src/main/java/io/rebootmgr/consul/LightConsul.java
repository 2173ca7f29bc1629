package io.rebootmgr.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Counts;
import io.rebootmgr.consul.Consul.Watched;
import io.rebootmgr.consul.Consul.WatchedNames;
import io.rebootmgr.consul.PlainHttp.Answer;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What goes over plain HTTP: all that an idle run asks, and what consul-client has no words for. */
final class LightConsul {
    private static final byte[] NO_BODY = {};
    private static final String MAINTENANCE_RIGHT = "this node's maintenance: needs node:write";
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

    private final PlainHttp http;
    private final ConsulFailures failures;
    private final boolean withToken;
    private final Set<String> readable = ConcurrentHashMap.newKeySet();

    LightConsul(PlainHttp http, ConsulFailures failures, boolean withToken) {
        this.http = http;
        this.failures = failures;
        this.withToken = withToken;
    }

    View read(Consistency consistency, List<String> prefixes) {
        if (prefixes.isEmpty() || prefixes.size() > Operation.MOST) {
            throw new IllegalArgumentException(prefixes.size() + " prefixes, expected 1 to " + Operation.MOST);
        }
        String request = "PUT /v1/txn";
        View view;
        try {
            Answer answer = http.query("/v1/txn" + query(consistency), KeyRead.request(prefixes))
                    .orRejected();
            view = KeyAnswer.ofTransaction(answer.body());
        } catch (IOException e) {
            throw failures.of(request, "keys: need key:read", e);
        } catch (MalformedJson e) {
            throw failures.nonsense(request, "the answer " + e.getMessage());
        }
        requireReadable(view, consistency, prefixes);
        return view;
    }

    /** Consul leaves out what the token may not see; none at all is asked for once more in a way that tells. */
    List<String> keys(Consistency consistency, String prefix) {
        String path = "/v1/kv/" + escaped(prefix);
        String query = query(consistency);
        String right = "key \"" + prefix + "\": needs key:list and key:read";
        Answer answer = ask("GET", path, (query.isEmpty() ? "?" : query + "&") + "keys", NO_BODY, right, 404);
        List<String> names = new ArrayList<>();
        if (answer.status() != 404) {
            names.addAll(names(path, answer));
        }
        if (names.isEmpty()) {
            requireReadable(new View(List.of()), consistency, List.of(prefix));
        }
        return names;
    }

    private List<String> names(String path, Answer answer) {
        try {
            return KeyAnswer.names(answer.body());
        } catch (MalformedJson e) {
            throw failures.nonsense("GET " + path, "the answer " + e.getMessage());
        }
    }

    WatchedNames watchNames(String prefix, long index, Duration most) {
        String path = "/v1/kv/" + escaped(prefix);
        String query = "?keys&stale&index=" + index + "&wait=" + most.toMillis() + "ms";
        try {
            Answer answer = http.getAfter(most, path + query);
            List<String> names = answer.status() == 404 ? List.of() : names(path, answer.orRejected());
            return new WatchedNames(names, answer.index() < index ? 0 : answer.index());
        } catch (IOException e) {
            throw failures.of("GET " + path, "key \"" + prefix + "\": needs key:list and key:read", e);
        }
    }

    Watched watch(String prefix, long index, Duration most) {
        String request = "GET /v1/kv/" + escaped(prefix);
        try {
            Answer answer = http.getAfter(
                    most,
                    "/v1/kv/" + escaped(prefix) + "?recurse&stale&index=" + index + "&wait=" + most.toMillis() + "ms");
            View view = answer.status() == 404
                    ? new View(List.of())
                    : KeyAnswer.ofPrefix(answer.orRejected().body());
            // An index that went back was counted by servers that are no more: begin anew.
            return new Watched(view, answer.index() < index ? 0 : answer.index());
        } catch (IOException e) {
            throw failures.of(request, "key \"" + prefix + "\": needs key:list and key:read", e);
        } catch (MalformedJson e) {
            throw failures.nonsense(request, "the answer " + e.getMessage());
        }
    }

    String accessor() {
        String path = "/v1/acl/token/self";
        JsonNode id = json("GET", path, ask("GET", path, "", NO_BODY, "the token itself"))
                .path("AccessorID");
        if (!id.isTextual() || !SessionId.isOne(id.textValue())) {
            throw failures.nonsense("GET " + path, "no AccessorID");
        }
        return id.textValue();
    }

    /**
     * A transaction leaves out what the token may not read; asked for as a single key it is 403. A stop key that we may
     * not see must not look like none, so for what a decision rests on that is made sure of, once per prefix. A stale
     * read decides nothing: it pays for that only when a token sees nothing at all.
     */
    private void requireReadable(View view, Consistency consistency, List<String> prefixes) {
        boolean nothing = prefixes.stream().noneMatch(view::holdsUnder);
        if (consistency == Consistency.STALE && !(nothing && withToken)) {
            return;
        }
        List<String> absent = prefixes.stream()
                .filter(prefix -> !view.holdsUnder(prefix) && !readable.contains(prefix))
                .toList();
        if (absent.size() > 1) {
            readable.addAll(absentOf(consistency, absent));
        }
        for (String prefix : absent) {
            if (!readable.contains(prefix)) {
                String right = "key \"" + prefix + "\": needs key:read";
                ask("GET", "/v1/kv/" + escaped(prefix), query(consistency), NO_BODY, right, 404);
                readable.add(prefix);
            }
        }
    }

    /**
     * Those of these keys that Consul says are not there, by one transaction that only reads: it tells that to nobody
     * who may not read them. None where the answer does not say so in the words that are known.
     */
    private List<String> absentOf(Consistency consistency, List<String> keys) {
        int conditionFails = 409;
        try {
            Answer answer = http.query("/v1/txn" + query(consistency), KeyRead.requestOfIndexes(keys));
            return answer.status() == conditionFails ? KeyRead.absent(answer.body(), keys) : List.of();
        } catch (IOException e) {
            throw failures.of("PUT /v1/txn", "keys: need key:read", e);
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    /** @param node whose session it is; empty for this agent's */
    String createSession(String name, Duration ttl, Optional<String> node) {
        ObjectNode session = Json.object()
                .put("Name", name)
                .put("TTL", ttl.toMillis() + "ms")
                .put("Behavior", "delete")
                .put("LockDelay", "0s");
        node.ifPresent(other -> session.put("Node", other));
        // Without this Consul ties the session to the agent's health.
        session.set("NodeChecks", Json.array());
        byte[] body = Json.bytes(session);
        String right =
                node.map(other -> "sessions of " + other).orElse("this node's sessions") + ": need session:write";
        JsonNode id = json("PUT", "/v1/session/create", ask("PUT", "/v1/session/create", "", body, right))
                .path("ID");
        if (!id.isTextual() || !SessionId.isOne(id.textValue())) {
            throw failures.nonsense("PUT /v1/session/create", "no session ID");
        }
        return id.textValue();
    }

    Autopilot autopilot() {
        String path = "/v1/operator/autopilot/health";
        int unhealthy = 429; // with the same body as a 200
        Answer answer = ask("GET", path, "", NO_BODY, "the servers' health: needs operator:read", unhealthy);
        JsonNode health = json("GET", path, answer);
        JsonNode tolerance = health.path("FailureTolerance");
        if (!tolerance.isIntegralNumber() || !tolerance.canConvertToInt()) {
            throw failures.nonsense("GET " + path, "no FailureTolerance");
        }
        List<Autopilot.Server> servers = new ArrayList<>();
        for (JsonNode server : health.path("Servers")) {
            servers.add(new Autopilot.Server(
                    server.path("Name").asText(),
                    server.path("Voter").asBoolean(),
                    server.path("Healthy").asBoolean()));
        }
        return new Autopilot(tolerance.intValue(), servers);
    }

    /** Of the catalog, which needs none of the client's model: `status` asks for nothing else of services. */
    Set<String> servers() {
        String path = "/v1/catalog/service/" + Consul.SERVERS;
        Answer answer = ask("GET", path, "", NO_BODY, "the servers: needs service:read and node:read");
        Set<String> nodes = new HashSet<>();
        json("GET", path, answer)
                .forEach(instance -> nodes.add(instance.path("Node").asText()));
        return nodes;
    }

    Optional<Counts> counts() {
        String path = "/v1/agent/self";
        JsonNode self = json("GET", path, ask("GET", path, "", NO_BODY, "the agent itself: needs agent:read"));
        // Enterprise counts what is in other namespaces and partitions, too.
        boolean enterprise = self.path("Config").path("Version").asText().contains("+ent");
        String services = self.at("/Stats/agent/services").asText();
        String members = self.at("/Stats/serf_lan/members").asText();
        return enterprise
                        || !COUNT.matcher(services).matches()
                        || !COUNT.matcher(members).matches()
                ? Optional.empty()
                : Optional.of(new Counts(Integer.parseInt(services), Integer.parseInt(members)));
    }

    /**
     * A write of the node's own entry in the catalog that is tied to an index which no entry has: the rights are looked
     * at first.
     */
    void requireMaintenanceRight(String node) {
        byte[] body = Json.bytes(Json.array()
                .add(Json.object()
                        .set(
                                "Node",
                                Json.object()
                                        .put("Verb", "cas")
                                        .set(
                                                "Node",
                                                Json.object()
                                                        .put("Node", node)
                                                        .put("Address", "127.0.0.1")
                                                        .put("ModifyIndex", Long.MAX_VALUE)))));
        int conditionFails = 409;
        Answer answer = ask("PUT", "/v1/txn", "", body, MAINTENANCE_RIGHT, conditionFails);
        if (new String(answer.body(), StandardCharsets.UTF_8).contains("Permission denied")) {
            throw failures.forbidden(MAINTENANCE_RIGHT);
        }
    }

    void enableMaintenance(String reason) {
        setMaintenance("?enable=true&reason=" + escaped(reason));
    }

    void disableMaintenance() {
        setMaintenance("?enable=false");
    }

    private void setMaintenance(String query) {
        ask("PUT", "/v1/agent/maintenance", query, NO_BODY, MAINTENANCE_RIGHT);
    }

    /** The answer if it has status 200 or {@code alsoFine}. */
    private Answer ask(String method, String path, String query, byte[] body, String right, int... alsoFine) {
        String request = method + " " + path;
        try {
            Answer answer = method.equals("GET") ? http.get(path + query, alsoFine) : http.put(path + query, body);
            boolean fine = Arrays.stream(alsoFine).anyMatch(status -> status == answer.status());
            return fine ? answer : answer.orRejected();
        } catch (IOException e) {
            throw failures.of(request, right, e);
        }
    }

    private JsonNode json(String method, String path, Answer answer) {
        try {
            return Json.parse(answer.body());
        } catch (MalformedJson e) {
            throw failures.nonsense(method + " " + path, "the answer " + e.getMessage());
        }
    }

    private static String query(Consistency consistency) {
        return switch (consistency) {
            case STALE -> "?stale";
            case DEFAULT -> "";
            case CONSISTENT -> "?consistent";
        };
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
