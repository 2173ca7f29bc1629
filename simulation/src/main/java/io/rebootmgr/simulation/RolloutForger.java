package io.rebootmgr.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.history.Author;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Somebody who took over one node and uses its token on the key {@code rollouts}, which is every node's to write. It
 * may hold a rollout up; it must not make a node begin what nobody has ordered, or ahead of its wave.
 */
final class RolloutForger {
    private static final String KEY = Fleet.KEYS.rollouts();
    /** Of the fleets in which things go wrong. */
    private static final double HAUNTED = 0.3;

    /** So long it takes until somebody has taken out what nobody has ordered. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final Duration LATE = Duration.ofMinutes(10);

    private final Fleet fleet;
    private final Dice dice;
    private final Duration end;
    private int forged;

    private RolloutForger(Fleet fleet, Dice dice) {
        this.fleet = fleet;
        this.dice = dice;
        this.end = fleet.scenario().requests().plus(fleet.scenario().troubled());
    }

    static void plan(Fleet fleet, Dice dice) {
        // What nobody has ordered is believed where the policy follows it, wherever it stands.
        if (!fleet.scenario().level().isCalm() && !Publishing.isFollowed(fleet) && dice.chance(HAUNTED)) {
            new RolloutForger(fleet, dice).next();
        }
    }

    private void next() {
        Duration delay = dice.until(fleet.scenario().level().of(6));
        if (fleet.timeline().now().plus(delay).compareTo(end) < 0) {
            fleet.timeline().after(delay, () -> {
                act();
                next();
            });
        }
    }

    private void act() {
        if (dice.chance(0.2)) {
            String id = "forged" + ++forged;
            String group = dice.pick(fleet.nodes()).group();
            change(Author.FORGER, all -> {
                if (!has(all, group)) {
                    all.add(started(id, group));
                }
            });
            fleet.timeline().after(dice.between(SOON, LATE), () -> change(Author.OPERATOR, all -> without(all, id)));
            return;
        }
        int what = dice.between(0, 2);
        change(
                Author.FORGER,
                all -> all.forEach(one -> {
                    if (one instanceof ObjectNode rollout) {
                        turn(rollout, what);
                    }
                }));
    }

    private static void turn(ObjectNode rollout, int what) {
        boolean runs = rollout.path("state").asText().equals("running");
        int last = rollout.path("waves").size() - 1;
        if (what == 0 && runs && rollout.path("open").asInt() < last) {
            rollout.put("open", last).remove(List.of("soaking", "doubted_by", "doubted_at", "over_by", "over_at"));
        } else if (what == 1 && runs && rollout.has("soaking")) {
            rollout.put("soak_ended", true);
        } else if (rollout.path("state").asText().equals("paused")) {
            rollout.put("state", "running").remove("why");
        }
    }

    private ObjectNode started(String id, String group) {
        ObjectNode rollout = Json.object()
                .put("id", id)
                .put("version", "v" + id)
                .put("change", "reboot")
                .put("open", 0)
                .put("since", "2026-01-01T00:00:00Z")
                .put("state", "running")
                .put("max_failed", 0)
                .put("by", "carol")
                .put("started", "2026-01-01T00:00:00Z");
        rollout.putArray("groups").add(group);
        rollout.putArray("waves")
                .addObject()
                .put("name", "rest")
                .put("soak_s", 0)
                .put("nodes", 1);
        return rollout;
    }

    private static boolean has(ArrayNode all, String group) {
        for (JsonNode one : all) {
            for (JsonNode its : one.path("groups")) {
                if (its.asText().equals(group)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void without(ArrayNode all, String id) {
        for (int at = all.size() - 1; at >= 0; at--) {
            if (all.get(at).path("id").asText().equals(id)) {
                all.remove(at);
            }
        }
    }

    private void change(Author author, Consumer<ArrayNode> change) {
        fleet.servers().whenLed(() -> {
            Optional<ObjectNode> now = now();
            if (now.isPresent() && now.get().path("rollouts") instanceof ArrayNode all) {
                JsonNode before = all.deepCopy();
                change.accept(all);
                if (!all.equals(before)) {
                    fleet.servers().write(author, List.of(new Operation.Put(KEY, Json.bytes(now.get()))));
                }
            }
        });
    }

    /** What stands there; empty before the first rollout. */
    private Optional<ObjectNode> now() {
        View view = fleet.keys(KEY);
        try {
            return view.get(KEY).isPresent() && Json.parse(view.get(KEY).get().value()) instanceof ObjectNode all
                    ? Optional.of(all)
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
