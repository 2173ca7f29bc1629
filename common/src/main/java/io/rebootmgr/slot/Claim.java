package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Instant;

/**
 * A node's hold on a slot, as it stands in {@code groups/<g>/slots}.
 *
 * @param id opaque; another attempt of the same node has another one
 * @param bootId the boot that is to be left (preparing) or was left (rebooting, returning)
 * @param session holds the lock on {@code groups/<g>/preparing/<node>} while preparing
 * @param since when it came into this state, by the node's own clock
 */
public record Claim(
        String id, String node, ClaimState state, String bootId, String session, Instant since, String reason) {

    /** The same claim, further on. */
    public Claim in(ClaimState next, Instant now) {
        return new Claim(id, node, next, bootId, session, now, reason);
    }

    static Claim read(Fields fields) throws MalformedJson {
        String label = fields.text("state");
        for (ClaimState state : ClaimState.values()) {
            if (state.label().equals(label)) {
                return new Claim(
                        fields.text("id"),
                        fields.text("node"),
                        state,
                        fields.text("boot_id"),
                        fields.text("session", ""),
                        fields.instant("since"),
                        fields.text("reason", ""));
            }
        }
        throw fields.malformed("state", "preparing, rebooting or returning");
    }

    /** As it stands in Consul. */
    public JsonNode json() {
        return Json.object()
                .put("id", id)
                .put("node", node)
                .put("state", state.label())
                .put("boot_id", bootId)
                .put("session", session)
                .put("since", since.toString())
                .put("reason", reason);
    }
}
