package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.Plan;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.json.Json;
import java.util.List;
import java.util.Locale;

/** What {@code plan --json} prints. */
public final class PlanJson {
    private PlanJson() {}

    /** A group's plan, for programs. */
    public static ObjectNode of(Plan plan, List<StopFlag> stops, List<Pause> pauses) {
        ObjectNode json = Json.object().put("group", plan.group());
        plan.limit().ifPresent(limit -> json.put("limit", limit));
        ArrayNode flags = json.putArray("stops");
        stops.forEach(stop -> flags.addObject().put("key", stop.key()).put("reason", stop.reason()));
        ArrayNode paused = json.putArray("pauses");
        pauses.forEach(pause -> paused.addObject().put("key", pause.key()).setAll(pause.json()));
        json.putObject("pace")
                .put("before_seconds", plan.pace().before().toSeconds())
                .put("boot_seconds", plan.pace().boot().toSeconds())
                .put("after_seconds", plan.pace().after().toSeconds())
                .put("vote_seconds", plan.pace().vote().toSeconds())
                .put("sample", plan.pace().sample());
        plan.cooldown().ifPresent(until -> json.put("cooldown_until", until.toString()));
        plan.opening().ifPresent(opening -> {
            ObjectNode window =
                    json.putObject("window").put("opens", opening.from().toString());
            opening.to().ifPresent(closes -> window.put("closes", closes.toString()));
        });
        ArrayNode turns = json.putArray("turns");
        for (Plan.Turn turn : plan.turns()) {
            ObjectNode one = turns.addObject()
                    .put("node", turn.node())
                    .put("order", turn.order().name().toLowerCase(Locale.ROOT))
                    .put("starts", turn.starts().toString())
                    .put("back", turn.back().toString())
                    .put("in_this_window", !plan.isLate(turn))
                    .put("consul_server", plan.pace().servers().contains(turn.node()));
            turn.note().ifPresent(note -> one.put("note", note));
        }
        ArrayNode holding = json.putArray("in_progress");
        for (Plan.Holding one : plan.holding()) {
            ObjectNode node = holding.addObject()
                    .put("node", one.node())
                    .put("state", one.state().label());
            if (one.hasSince()) {
                node.put("since", one.since().toString());
            }
            // Nobody knows when one comes back that somebody has to look after.
            if (one.failed()) {
                node.put("failed", true);
            } else if (one.overdue().isPresent() || !one.isOpenEnded()) {
                node.put("back", one.back().toString());
            }
            one.overdue().ifPresent(by -> node.put("overdue_seconds", by.toSeconds()));
        }
        ArrayNode staying = json.putArray("would_not_go");
        plan.staying()
                .forEach(one -> staying.addObject().put("node", one.node()).put("why", one.why()));
        return json;
    }
}
