package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.fleet.Campaign;
import io.rebootmgr.fleet.Census;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Node;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.Stand;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Impact;
import io.rebootmgr.slot.WaitingLine;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code status --json} prints: all of it, however much. */
public final class StatusJson {
    private StatusJson() {}

    /** For programs. */
    public static ObjectNode of(Overview overview, Instant now) {
        Fleet fleet = overview.fleet();
        ObjectNode json = Json.object().put("initialised", fleet.initialised());
        overview.progress().ifPresent(progress -> progress(json.putObject("campaign"), progress, overview.census()));
        totals(json.putObject("kernels"), Totals.of(fleet.nodes(), NodeStatus::kernel));
        totals(json.putObject("agent_versions"), Totals.of(fleet.nodes(), NodeStatus::agentVersion));
        ArrayNode stops = json.putArray("stops");
        fleet.stops().forEach(stop -> stop(stops.addObject(), stop));
        ArrayNode pauses = json.putArray("pauses");
        fleet.pauses().forEach(pause -> pause(pauses.addObject(), pause, now));
        ArrayNode groups = json.putArray("groups");
        fleet.groups().forEach(group -> group(groups.addObject(), group));
        ArrayNode nodes = json.putArray("nodes");
        Map<String, Stand> stands = new HashMap<>();
        overview.census().counted().forEach(one -> stands.put(one.node().name(), one.stand()));
        for (Node node : fleet.nodes()) {
            Stand stand = stands.getOrDefault(node.name(), Stand.UNKNOWN);
            ObjectNode one = nodes.addObject();
            node(one, node, stand);
            one.put("stands", stand.word());
        }
        json.set("leases", LeaseJson.of(fleet.leases()));
        ArrayNode rollouts = json.putArray("rollouts");
        fleet.rollouts().forEach(rollout -> rollouts.add(RolloutJson.inList(rollout)));
        HistoryPage.unreadable(json, fleet.unreadable());
        return json;
    }

    private static void stop(ObjectNode json, StopFlag stop) {
        json.put("scope", stop.scope().name().toLowerCase(Locale.ROOT))
                .put("name", stop.name())
                .put("key", stop.key())
                .put("reason", stop.reason());
        if (!stop.by().isEmpty()) {
            json.put("by", stop.by());
        }
        stop.since().ifPresent(at -> json.put("since", at.toString()));
    }

    private static void pause(ObjectNode json, Pause pause, Instant now) {
        json.put("scope", pause.scope().name().toLowerCase(Locale.ROOT))
                .put("name", pause.name())
                .put("key", pause.key())
                .put("holds", pause.holds(now));
        json.setAll(pause.json());
    }

    private static void progress(ObjectNode json, Overview.Progress progress, Census census) {
        Campaign campaign = progress.campaign();
        json.put("done", campaign.done())
                .put("in_progress", campaign.inProgress())
                .put("waiting", campaign.waiting())
                .put("held", campaign.held())
                .put("failed", campaign.failed())
                .put("overdue", census.count(Stand.OVERDUE));
        progress.end().ifPresent(end -> json.put("ends_about", end.toString()));
        json.put("why", progress.why());
    }

    private static void totals(ObjectNode json, Map<String, Integer> totals) {
        totals.forEach(json::put);
    }

    private static void group(ObjectNode json, Group group) {
        json.put("group", group.name());
        group.limit().ifPresent(limit -> json.put("limit", limit));
        json.put("taken", group.taken());
        claims(json.putArray("claims"), group.holders());
        if (!group.hot().isEmpty() || !group.hotLine().waiting().isEmpty()) {
            ObjectNode hot = json.putObject("hot");
            group.policy()
                    .ifPresent(policy -> hot.put("limit", policy.hotLimits().slots()));
            hot.put("taken", group.hot().stream().filter(ClaimInGroup::counts).count());
            claims(hot.putArray("claims"), group.hot());
            waiting(hot.putArray("waiting"), group.hotLine());
        }
        waiting(json.putArray("waiting"), group.line());
    }

    private static void waiting(ArrayNode waiting, WaitingLine line) {
        for (WaitingLine.Waiting one : line.waiting()) {
            ObjectNode node = waiting.addObject().put("node", one.node());
            one.since().ifPresent(since -> node.put("since", since.toString()));
            node.put("reason", one.reason());
            Impact.write(node, one.impact());
        }
    }

    private static void claims(ArrayNode claims, List<ClaimInGroup> holders) {
        for (ClaimInGroup holder : holders) {
            Claim claim = holder.claim();
            ObjectNode one = claims.addObject()
                    .put("id", claim.id())
                    .put("node", claim.node())
                    .put("state", claim.state().label())
                    .put("counts", holder.counts());
            claim.knownSince().ifPresent(since -> one.put("since", since.toString()));
            one.put("reason", claim.reason()).put("boot_id", claim.bootId());
        }
    }

    private static void node(ObjectNode json, Node node, Stand stand) {
        json.put("node", node.name());
        node.group().ifPresent(group -> json.put("group", group));
        // What was released and has come back under a lease is no failure, whatever its status still says.
        State its = node.status().map(NodeStatus::state).orElse(State.UNKNOWN);
        json.put("state", (its == State.FAILED && stand == Stand.HELD ? State.HELD : its).label());
        ArrayNode wanted = json.putArray("reboot_required");
        ArrayNode changes = Json.array();
        for (Node.Wanted each : node.wanted()) {
            ObjectNode item = Json.object().put("key", each.key()).put("reason", each.reason());
            if (each.change().equals(Optional.of(ChangeKind.REBOOT))) {
                wanted.add(item);
            } else {
                each.change().ifPresent(kind -> item.put("kind", kind.label()));
                changes.add(item);
            }
        }
        if (!changes.isEmpty()) {
            json.set("change_required", changes);
        }
        if (node.status().isEmpty()) {
            return;
        }
        NodeStatus status = node.status().get();
        json.put("failures", status.failures())
                .put("kernel", status.kernel())
                .put("boot_id", status.bootId())
                .put("agent_version", status.agentVersion());
        if (!status.needs().verdict().isEmpty()) {
            json.put("needs", status.needs().verdict());
        }
        if (!status.needs().facts().isEmpty()) {
            ObjectNode facts = json.putObject("facts");
            status.needs().facts().forEach(facts::put);
        }
        if (status.domain().isNamed()) {
            json.put("domain", status.domain().name());
        }
        if (!status.version().isEmpty()) {
            json.put("version", status.version());
        }
        status.seen().ifPresent(at -> json.put("seen", at.toString()));
        status.last().ifPresent(last -> last(json.putObject("last"), last));
        status.drained().ifPresent(claim -> json.put("drained_by", claim));
        List<String> triggers =
                status.parked().stream().map(NodeStatus.Parked::trigger).toList();
        ArrayNode parked = json.putArray("parked");
        triggers.forEach(parked::add);
        if (!status.loop().triggers().isEmpty()) {
            ArrayNode looping = json.putArray("looping");
            status.loop().triggers().forEach(looping::add);
        }
    }

    private static void last(ObjectNode json, NodeStatus.Last last) {
        json.put("code", last.code())
                .put("reason", last.reason())
                .put("at", last.at().toString());
        last.until().ifPresent(end -> json.put("until", end.toString()));
        if (!last.said().isEmpty()) {
            json.put("said", last.said());
        }
    }
}
