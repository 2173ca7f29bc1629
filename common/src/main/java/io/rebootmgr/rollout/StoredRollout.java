package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.policy.RolloutDefaults;
import io.rebootmgr.policy.RolloutPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and writes a {@link Rollout} as it stands in Consul. */
final class StoredRollout {
    /** Those of a plan, and canaries and rest. */
    private static final int WAVES_MOST = RolloutPlan.WAVES_MOST + 2;

    private static final Set<String> KNOWN = Set.of(
            "id",
            "version",
            "change",
            "groups",
            "waves",
            "open",
            "since",
            "soaking",
            "soak_ended",
            "doubted_by",
            "doubted_at",
            "over_by",
            "over_at",
            "why",
            "paused",
            "untold",
            "max_failed",
            "tags",
            "barrier",
            "by",
            "reason",
            "started",
            "fallen",
            "finalized",
            "finalizers");

    private StoredRollout() {}

    static Rollout parse(Fields fields) throws MalformedJson {
        Order order = order(fields);
        int open = (int) fields.number("open", 0, order.waves().size());
        Optional<Instant> soaking = fields.has("soaking") ? Optional.of(fields.instant("soaking")) : Optional.empty();
        RolloutProgress progress = new RolloutProgress(
                open,
                fields.instant("since"),
                soaking,
                fields.flag("soak_ended", false),
                sighting(fields, "doubted"),
                sighting(fields, "over"));
        List<Fallen> fallen = new ArrayList<>();
        for (Fields one : fields.objects("fallen")) {
            fallen.add(Fallen.parse(one));
        }
        return new Rollout(
                order,
                progress,
                RolloutState.of(fields.text("state")),
                fields.text("why", ""),
                fields.text("paused", ""),
                fields.flag("untold", false),
                fallen,
                Finale.parse(fields),
                notKnown(fields));
    }

    /** What a newer agent says of a rollout, or of its order. */
    static OtherFields notKnown(Fields fields) {
        return OtherFields.of(fields, KNOWN::contains);
    }

    private static Optional<RolloutProgress.Sighting> sighting(Fields fields, String what) throws MalformedJson {
        return fields.has(what + "_by") && fields.has(what + "_at")
                ? Optional.of(new RolloutProgress.Sighting(fields.text(what + "_by"), fields.instant(what + "_at")))
                : Optional.empty();
    }

    private static void sighting(ObjectNode json, String what, Optional<RolloutProgress.Sighting> sighting) {
        sighting.ifPresent(one ->
                json.put(what + "_by", one.by()).put(what + "_at", one.at().toString()));
    }

    /** What was ordered, of a rollout or alone. */
    static Order order(Fields fields) throws MalformedJson {
        String id = fields.text("id");
        Optional<RolloutChange> change = RolloutChange.of(fields.text("change"));
        // It is part of the names of keys, and typed by people.
        if (!Keys.isName(id)) {
            throw fields.malformed("id", "a name");
        }
        if (change.isEmpty()) {
            throw fields.malformed("change", "hot, drain, reboot or detect");
        }
        String version = fields.text("version");
        if (!PublishedVersion.isName(version)) {
            throw fields.malformed("version", "the name of a version");
        }
        List<String> groups = fields.texts("groups");
        if (groups.isEmpty()) {
            throw new MalformedJson("names no groups");
        }
        if (!groups.stream().allMatch(Keys::isName)) {
            throw fields.malformed("groups", "a list of groups' names");
        }
        List<Wave> waves = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields wave : fields.objects("waves")) {
            waves.add(Wave.parse(wave));
            names.add(waves.getLast().name());
        }
        if (waves.isEmpty() || waves.size() > WAVES_MOST || names.size() < waves.size()) {
            throw new MalformedJson("should have 1 to " + WAVES_MOST + " waves, each with a name of its own");
        }
        return new Order(
                id,
                version,
                change.get(),
                Set.copyOf(groups),
                waves,
                (int) fields.number("max_failed", 0, RolloutDefaults.MAX_FAILED_MOST),
                new ChosenTasks(fields.texts("tags"), fields.flag("barrier", false)),
                fields.text("by", ""),
                fields.text("reason", ""),
                fields.instant("started"));
    }

    static ObjectNode of(Rollout rollout) {
        Order order = rollout.order();
        ObjectNode json = Json.object();
        what(json, order);
        RolloutProgress progress = rollout.progress();
        json.put("open", progress.wave()).put("since", progress.since().toString());
        progress.soaking().ifPresent(from -> json.put("soaking", from.toString()));
        if (progress.ended()) {
            json.put("soak_ended", true);
        }
        sighting(json, "doubted", progress.doubt());
        sighting(json, "over", progress.over());
        if (rollout.state() != RolloutState.UNKNOWN) {
            json.put("state", rollout.state().label());
        }
        if (!rollout.why().isEmpty()) {
            json.put("why", rollout.why());
        }
        if (!rollout.paused().isEmpty()) {
            json.put("paused", rollout.paused());
        }
        if (rollout.untold()) {
            json.put("untold", true);
        }
        how(json, order);
        if (!rollout.fallen().isEmpty()) {
            ArrayNode fallen = json.putArray("fallen");
            rollout.fallen().forEach(one -> fallen.add(one.json()));
        }
        rollout.finale().writeTo(json);
        rollout.others().writeTo(json);
        return json;
    }

    static ObjectNode of(Order order) {
        ObjectNode json = Json.object();
        what(json, order);
        how(json, order);
        return json;
    }

    private static void what(ObjectNode json, Order order) {
        json.put("id", order.id())
                .put("version", order.version())
                .put("change", order.change().label());
        texts(json.putArray("groups"), order.groups());
        ArrayNode waves = json.putArray("waves");
        order.waves().forEach(wave -> waves.add(wave.json()));
    }

    private static void how(ObjectNode json, Order order) {
        json.put("max_failed", order.maxFailed());
        if (!order.tasks().tags().isEmpty()) {
            texts(json.putArray("tags"), order.tasks().tags());
        }
        if (order.tasks().barrier()) {
            json.put("barrier", true);
        }
        json.put("by", order.by());
        if (!order.reason().isEmpty()) {
            json.put("reason", order.reason());
        }
        json.put("started", order.started().toString());
    }

    private static void texts(ArrayNode list, Iterable<String> texts) {
        texts.forEach(list::add);
    }
}
