package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Node;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import java.util.List;
import java.util.Locale;

/** What {@code status --json} prints: all of it, however much. */
public final class StatusJson {
    private StatusJson() {}

    public static ObjectNode of(Fleet fleet) {
        ObjectNode json = Json.object().put("initialised", fleet.initialised());
        ArrayNode stops = json.putArray("stops");
        fleet.stops()
                .forEach(stop -> stops.addObject()
                        .put("scope", stop.scope().name().toLowerCase(Locale.ROOT))
                        .put("name", stop.name())
                        .put("key", stop.key())
                        .put("reason", stop.reason()));
        ArrayNode groups = json.putArray("groups");
        fleet.groups().forEach(group -> group(groups.addObject(), group));
        ArrayNode nodes = json.putArray("nodes");
        fleet.nodes().forEach(node -> node(nodes.addObject(), node));
        HistoryPage.unreadable(json, fleet.unreadable());
        return json;
    }

    private static void group(ObjectNode json, Group group) {
        json.put("group", group.name());
        group.limit().ifPresent(limit -> json.put("limit", limit));
        json.put("taken", group.taken());
        ArrayNode claims = json.putArray("claims");
        for (Group.Holder holder : group.holders()) {
            Claim claim = holder.claim();
            claims.addObject()
                    .put("id", claim.id())
                    .put("node", claim.node())
                    .put("state", claim.state().label())
                    .put("counts", holder.counts())
                    .put("since", claim.since().toString())
                    .put("reason", claim.reason())
                    .put("boot_id", claim.bootId());
        }
    }

    private static void node(ObjectNode json, Node node) {
        json.put("node", node.name());
        node.group().ifPresent(group -> json.put("group", group));
        json.put("state", node.status().map(NodeStatus::state).map(State::label).orElse("unknown"));
        ArrayNode wanted = json.putArray("reboot_required");
        node.wanted().forEach(w -> wanted.addObject().put("key", w.key()).put("reason", w.reason()));
        if (node.status().isEmpty()) {
            return;
        }
        NodeStatus status = node.status().get();
        json.put("failures", status.failures())
                .put("kernel", status.kernel())
                .put("boot_id", status.bootId())
                .put("agent_version", status.agentVersion());
        status.last()
                .ifPresent(last -> json.putObject("last")
                        .put("code", last.code())
                        .put("reason", last.reason())
                        .put("at", last.at().toString()));
        List<String> triggers =
                status.parked().stream().map(NodeStatus.Parked::trigger).toList();
        ArrayNode parked = json.putArray("parked");
        triggers.forEach(parked::add);
    }
}
