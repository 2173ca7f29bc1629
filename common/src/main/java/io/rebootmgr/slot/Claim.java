package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node's hold on a slot, as it stands in {@code groups/<g>/slots}.
 *
 * @param id opaque; another attempt of the same node has another one
 * @param bootId the boot that is to be left (preparing) or was left (rebooting, returning)
 * @param session holds the lock on {@code groups/<g>/preparing/<node>} while preparing
 * @param since when it came into this state, by the node's own clock
 * @param services the names of the node's services when it claimed, sorted: a node that reboots leaves Consul's
 *     catalog, and what is not there any more cannot be seen to fail
 * @param awaited those of them that had a say: the slot is not given back before they are back
 */
public record Claim(
        String id,
        String node,
        ClaimState state,
        String bootId,
        String session,
        Instant since,
        String reason,
        List<String> services,
        Awaited awaited) {
    public Claim {
        services = List.copyOf(services);
    }

    /** One that waits for nothing when its node is back. */
    public Claim(
            String id,
            String node,
            ClaimState state,
            String bootId,
            String session,
            Instant since,
            String reason,
            List<String> services) {
        this(id, node, state, bootId, session, since, reason, services, Awaited.NONE);
    }

    /** Whether it is this one of this node. */
    public boolean is(String ofNode, String ofId) {
        return node.equals(ofNode) && id.equals(ofId);
    }

    /** The same claim, further on. */
    public Claim in(ClaimState next, Instant now) {
        return new Claim(id, node, next, bootId, session, now, reason, services, awaited);
    }

    /** The same claim of a node that has these as well; the first 200 services count. */
    public Claim having(List<String> more, Awaited moreAwaited) {
        List<String> all = Stream.concat(services.stream(), more.stream())
                .distinct()
                .sorted()
                .limit(Awaited.MOST)
                .toList();
        return new Claim(id, node, state, bootId, session, since, reason, all, awaited.and(moreAwaited));
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
                        fields.text("reason", ""),
                        fields.texts("services"),
                        Awaited.read(fields));
            }
        }
        throw fields.malformed("state", "preparing, rebooting or returning");
    }

    /** As it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("node", node)
                .put("state", state.label())
                .put("boot_id", bootId)
                .put("session", session)
                .put("since", since.toString())
                .put("reason", reason);
        if (!services.isEmpty()) {
            services.forEach(json.putArray("services")::add);
        }
        awaited.writeTo(json);
        return json;
    }
}
