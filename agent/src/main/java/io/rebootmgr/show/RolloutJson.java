package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.json.Json;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutProgress;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Wave;
import java.util.List;

/** Rollouts for programs. */
public final class RolloutJson {
    private RolloutJson() {}

    /** What {@code rollout status --json} prints of one. */
    public static ObjectNode of(RolloutView view) {
        Rollout rollout = view.rollout();
        Order order = rollout.order();
        boolean goesOn = rollout.state() == RolloutState.RUNNING || rollout.state() == RolloutState.DONE;
        ObjectNode json = Json.object()
                .put("id", order.id())
                .put("version", order.version())
                .put("change", order.change().label())
                .put("state", view.state())
                .put("reason", goesOn || rollout.why().isEmpty() ? order.reason() : rollout.why())
                .put("by", order.by())
                .put("started", order.started().toString());
        if (!rollout.state().hasEnded() && !view.isGone()) {
            rollout.wave().ifPresent(wave -> wave(json.putObject("wave"), wave, rollout.progress()));
        }
        ArrayNode waves = json.putArray("waves");
        view.tallies().forEach(tally -> waves.add(tally.json()));
        ArrayNode nodes = json.putArray("nodes");
        view.nodes().forEach((node, result) -> {
            if (result.state() != ResultState.LEFT_OUT) {
                nodes.addObject()
                        .put("node", node)
                        .put("wave", RolloutPage.wave(order, result))
                        .put("state", result.state().label())
                        .put("reason", result.reason())
                        .put("at", result.at().toString());
            }
        });
        ArrayNode groups = json.putArray("groups");
        order.groups().forEach(groups::add);
        ArrayNode why = json.putArray("why");
        view.why().forEach(why::add);
        if (view.isHeld()) {
            json.put("held", true);
        }
        return json;
    }

    private static void wave(ObjectNode json, Wave wave, RolloutProgress progress) {
        json.put("name", wave.name());
        json.put("state", progress.soaking().isPresent() ? "soaking" : "open");
        json.put("since", progress.soaking().orElse(progress.since()).toString());
        progress.soakEnds(wave.soak()).ifPresent(end -> json.put("until", end.toString()));
    }

    /** The same of all under way. */
    public static ObjectNode of(List<RolloutView> views) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("rollouts");
        views.forEach(view -> list.add(of(view)));
        return json;
    }

    /** What {@code rollout list --json} prints. */
    public static ObjectNode list(List<RolloutView> views) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("rollouts");
        views.forEach(view -> list.add(inList(view)));
        return json;
    }

    /** One of several, without its nodes. */
    static ObjectNode inList(RolloutView view) {
        Order order = view.rollout().order();
        ObjectNode json = Json.object()
                .put("id", order.id())
                .put("version", order.version())
                .put("state", view.state());
        ArrayNode groups = json.putArray("groups");
        order.groups().forEach(groups::add);
        if (view.isHeld()) {
            json.put("held", true);
            ArrayNode why = json.putArray("why");
            view.why().forEach(why::add);
        }
        return json;
    }
}
