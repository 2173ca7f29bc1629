package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.NodeLease;
import io.rebootmgr.json.Json;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.policy.Durations;
import java.util.List;

/** Who has which node, for programs: leases, and the claims of rebootmgr, so that one list says who disturbs what. */
public final class LeaseJson {
    private LeaseJson() {}

    /** Leases alone. */
    static ArrayNode of(List<NodeLease> leases) {
        ArrayNode list = Json.array();
        leases.forEach(lease -> lease(list.addObject(), lease));
        return list;
    }

    /** What {@code lease list --json} prints. */
    public static ObjectNode of(List<NodeLease> leases, List<ClaimInGroup> claims) {
        ArrayNode list = of(leases);
        claims.stream().filter(ClaimInGroup::counts).forEach(held -> claim(list.addObject(), held));
        ObjectNode json = Json.object();
        json.set("leases", list);
        return json;
    }

    private static void lease(ObjectNode json, NodeLease leased) {
        json.put("node", leased.node());
        switch (leased.state()) {
            case LeaseState.Held(Lease lease) -> {
                json.put("id", lease.id())
                        .put("holder", lease.holder())
                        .put("purpose", lease.purpose())
                        .put("reason", lease.reason())
                        .put("since", lease.since().toString())
                        .put("kind", "lease")
                        .put("hold", lease.hold());
                expires(json, lease);
            }
            case LeaseState.Unknown(String what) ->
                json.put("id", "")
                        .put("holder", "unknown")
                        .put("purpose", "other")
                        .put("reason", what)
                        .putNull("since")
                        .put("kind", "lease")
                        .put("hold", true)
                        .putNull("expires");
            case LeaseState.Free free -> {}
        }
    }

    /** How long after its last renewal; when that was Consul does not tell. */
    private static void expires(ObjectNode json, Lease lease) {
        if (lease.hold() || lease.ttl().isEmpty()) {
            json.putNull("expires");
        } else {
            json.put("expires", Durations.format(lease.ttl().get()) + " after its last renewal");
        }
    }

    private static void claim(ObjectNode json, ClaimInGroup held) {
        json.put("node", held.claim().node())
                .put("id", held.claim().id())
                .put("holder", "rebootmgr")
                .put("purpose", held.claim().change().label())
                .put("reason", held.claim().reason())
                .put("since", held.claim().knownSince().map(Object::toString).orElse(null))
                .put("kind", "claim")
                .put("hold", held.claim().isCommitted())
                .putNull("expires");
    }
}
