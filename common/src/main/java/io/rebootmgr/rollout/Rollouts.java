package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All rollouts under way, as they stand in the key {@code rollouts}. No two of them have a group in common.
 *
 * @param all those that can be read
 * @param broken those that cannot: they are carried through as they stand there, and in doubt they hold every group
 * @param others what a newer version wrote beside the list
 */
public record Rollouts(List<Rollout> all, List<Broken> broken, OtherFields others) {
    public static final Rollouts NONE = new Rollouts(List.of(), List.of(), OtherFields.NONE);

    private static final Set<String> KNOWN = Set.of("rollouts");

    /** One that cannot be read; {@code id} is empty where not even that can. */
    public record Broken(String id, String why, JsonNode raw) {}

    public Rollouts {
        all = List.copyOf(all);
        broken = List.copyOf(broken);
    }

    /**
     * What a view says that holds the key; none where there is no such key.
     *
     * @throws MalformedJson when the key holds no list of rollouts at all: it is left as it is, and holds every group
     */
    public static Rollouts in(View view, Keys keys) throws MalformedJson {
        Optional<View.Entry> entry = view.get(keys.rollouts());
        return entry.isPresent() ? parse(entry.get().value()) : NONE;
    }

    static Rollouts parse(byte[] value) throws MalformedJson {
        Fields top = Fields.parse(value);
        JsonNode list = Json.parse(value).path("rollouts");
        if (!list.isArray()) {
            throw new MalformedJson("has no list of rollouts");
        }
        Map<String, Integer> times = new HashMap<>();
        list.forEach(one -> times.merge(one.path("id").asText(""), 1, Integer::sum));
        List<Rollout> all = new ArrayList<>();
        List<Broken> broken = new ArrayList<>();
        for (JsonNode one : list) {
            try {
                if (times.getOrDefault(one.path("id").asText(""), 0) > 1) {
                    // Of two with one id nobody could say which of them an order is about.
                    throw new MalformedJson("stands there twice");
                }
                Rollout read = StoredRollout.parse(Fields.parse(Json.bytes(one)));
                // Whoever ends one takes it out: what says here that it has ended somebody has put here, to hold
                // others.
                if (!read.state().hasEnded()) {
                    all.add(read);
                }
            } catch (MalformedJson e) {
                broken.add(new Broken(one.path("id").asText(""), e.reason(), one));
            }
        }
        return new Rollouts(all, broken, OtherFields.of(top, KNOWN::contains));
    }

    /** The word for the end of the one of this id, where it stands in the key as one that has ended. */
    public static Optional<String> saidToHaveEnded(View view, Keys keys, String id) {
        try {
            Optional<View.Entry> entry = view.get(keys.rollouts());
            if (entry.isPresent()) {
                for (JsonNode one : Json.parse(entry.get().value()).path("rollouts")) {
                    RolloutState state = RolloutState.of(one.path("state").asText(""));
                    if (one.path("id").asText("").equals(id) && state.hasEnded()) {
                        return Optional.of(state.label());
                    }
                }
            }
            return Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    public Optional<Rollout> of(String id) {
        return all.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** The one that has this group. */
    public Optional<Rollout> ofGroup(String group) {
        return all.stream().filter(one -> one.order().groups().contains(group)).findFirst();
    }

    /** Those that have one of these groups. */
    public List<Rollout> ofAny(Collection<String> groups) {
        return all.stream()
                .filter(one -> one.order().groups().stream().anyMatch(groups::contains))
                .toList();
    }

    /** With this one more, behind the others. */
    public Rollouts with(Rollout started) {
        return new Rollouts(Stream.concat(all.stream(), Stream.of(started)).toList(), broken, others);
    }

    /** With this one in the place of the one of its id; one that has ended goes. */
    public Rollouts replacing(Rollout next) {
        return next.state().hasEnded()
                ? without(next.id())
                : new Rollouts(
                        all.stream()
                                .map(one -> one.id().equals(next.id()) ? next : one)
                                .toList(),
                        broken,
                        others);
    }

    /** Without the one of this id, be it broken. */
    public Rollouts without(String id) {
        return new Rollouts(
                all.stream().filter(one -> !one.id().equals(id)).toList(),
                broken.stream().filter(one -> !one.id().equals(id)).toList(),
                others);
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("rollouts");
        all.forEach(one -> list.add(StoredRollout.of(one)));
        broken.forEach(one -> list.add(one.raw()));
        others.writeTo(json);
        return Json.bytes(json);
    }
}
