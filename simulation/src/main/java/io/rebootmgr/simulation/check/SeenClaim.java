package io.rebootmgr.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.consul.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A claim as the contract writes it down. */
record SeenClaim(
        String id,
        String node,
        String state,
        String bootId,
        String session,
        String since,
        String domain,
        String change) {

    /** What tells it from others: whoever forges the list can give a claim the id of another node's. */
    String key() {
        return key(node, id);
    }

    static String key(String node, String id) {
        return node + "/" + id;
    }

    /** Whether it is the same, in whatever state. */
    boolean is(SeenClaim other) {
        return node.equals(other.node) && id.equals(other.id);
    }

    /** As it was before somebody else made more of it. */
    SeenClaim preparing() {
        return new SeenClaim(id, node, "preparing", bootId, session, since, domain, change);
    }

    boolean isPreparing() {
        return state.equals("preparing");
    }

    /** Its node is up, and a drain that was broken off is to be undone: not past its commit, and as good as out. */
    boolean isDrained() {
        return state.equals("drained");
    }

    boolean isRebooting() {
        return state.equals("rebooting");
    }

    boolean isChanging() {
        return state.equals("changing");
    }

    /** Whether its node is drained, changed, and does not reboot. */
    boolean isForDrain() {
        return change.equals("drain");
    }

    /** Committed and on its way out, or out: to be changed, or to reboot. */
    boolean isGoing() {
        return isChanging() || isRebooting();
    }

    /** Past its commit. */
    boolean isCommitted() {
        return isGoing() || state.equals("returning");
    }

    /** What stands in a slots key, in its order. */
    static List<SeenClaim> in(Optional<Entry> slots) {
        return slots.map(entry -> parse(entry.value())).orElse(List.of());
    }

    static List<SeenClaim> parse(byte[] value) {
        List<SeenClaim> claims = new ArrayList<>();
        try {
            for (JsonNode claim : Json.parse(value).path("claims")) {
                claims.add(of(claim));
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException("slots that nobody can read", e);
        }
        return claims;
    }

    /** What a lock that a session holds says of a claim that prepares to go out of service. */
    static Optional<SeenClaim> locked(String node, Entry lock) {
        String[] words = new String(lock.value(), StandardCharsets.UTF_8).split(" (domain|since)=", -1);
        boolean names = words.length == 3 && !words[0].isEmpty();
        return lock.session()
                .filter(session -> names)
                .map(session ->
                        new SeenClaim(words[0], node, "preparing", "", session, since(words[2]), words[1], "reboot"));
    }

    private static String since(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds)).toString();
    }

    /** The same claim, of the session and the domain that its node's lock says. */
    SeenClaim as(SeenClaim lock) {
        return new SeenClaim(id, node, state, bootId, lock.session, since, lock.domain, change);
    }

    /** What stands in a node's key {@code out}. */
    static SeenClaim one(byte[] value) {
        try {
            return of(Json.parse(value));
        } catch (MalformedJson e) {
            throw new IllegalStateException("a claim that nobody can read", e);
        }
    }

    private static SeenClaim of(JsonNode claim) {
        return new SeenClaim(
                claim.path("id").asText(),
                claim.path("node").asText(),
                claim.path("state").asText(),
                claim.path("boot_id").asText(),
                claim.path("session").asText(),
                claim.path("since").asText(),
                claim.path("domain").asText(),
                claim.path("change").asText("reboot"));
    }
}
