package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Keys as something else than what stands there. What is garbage stays as it is. */
final class Lens {
    private Lens() {}

    /** Without the keys of these names. */
    static View without(View view, Predicate<String> keys) {
        return new View(
                view.under("").stream().filter(entry -> !keys.test(entry.key())).toList());
    }

    /** With the objects in the keys of these names changed, their indexes as they are. */
    static View changing(View view, Predicate<String> keys, Consumer<ObjectNode> change) {
        return new View(view.under("").stream()
                .map(entry -> keys.test(entry.key()) ? changed(entry, change) : entry)
                .toList());
    }

    /** The same of one key's value. */
    static byte[] changing(byte[] value, Consumer<ObjectNode> change) {
        return changed(new View.Entry("", value, 0, Optional.empty()), change).value();
    }

    /** With every claim changed, or gone, in the lists and where nodes say themselves that they are out. */
    static View claims(View view, UnaryOperator<Optional<ObjectNode>> change) {
        View listed = changing(view, key -> key.endsWith("/slots"), slots -> {
            ArrayNode kept = Json.array();
            claimsIn(slots).forEach(claim -> change.apply(Optional.of(claim)).ifPresent(kept::add));
            if (slots.path("claims").isArray()) {
                slots.set("claims", kept);
            }
        });
        List<View.Entry> entries = new ArrayList<>();
        for (View.Entry entry : listed.under("")) {
            Optional<ObjectNode> claim = isOut(entry.key()) ? object(entry) : Optional.empty();
            if (claim.isEmpty()) {
                entries.add(entry);
            } else {
                change.apply(claim).ifPresent(changed -> entries.add(with(entry, changed)));
            }
        }
        return new View(entries);
    }

    /** The same of one key's value. */
    static byte[] claims(String key, byte[] value, UnaryOperator<Optional<ObjectNode>> change) {
        View view = claims(new View(List.of(new View.Entry(key, value, 0, Optional.empty()))), change);
        return view.get(key).map(View.Entry::value).orElse(value);
    }

    /** The claims in the lists of a view. */
    static List<ObjectNode> claims(View view) {
        List<ObjectNode> claims = new ArrayList<>();
        for (View.Entry entry : view.under("")) {
            if (entry.key().endsWith("/slots")) {
                object(entry).ifPresent(slots -> claims.addAll(claimsIn(slots)));
            }
        }
        return claims;
    }

    /** The entries of a logbook. */
    static List<ObjectNode> entries(View view, String history) {
        List<ObjectNode> entries = new ArrayList<>();
        view.get(history)
                .flatMap(Lens::object)
                .ifPresent(logbook -> logbook.path("entries").forEach(entry -> {
                    if (entry instanceof ObjectNode object) {
                        entries.add(object);
                    }
                }));
        return entries;
    }

    static boolean isOut(String key) {
        return key.contains("/out/");
    }

    static boolean isPolicy(String key) {
        return key.endsWith("/config");
    }

    static boolean isStop(String key) {
        return key.endsWith("/stop");
    }

    static boolean isPause(String key) {
        return key.endsWith("/pause");
    }

    private static List<ObjectNode> claimsIn(ObjectNode slots) {
        List<ObjectNode> claims = new ArrayList<>();
        for (JsonNode claim : slots.path("claims")) {
            if (claim instanceof ObjectNode object) {
                claims.add(object);
            }
        }
        return claims;
    }

    private static View.Entry changed(View.Entry entry, Consumer<ObjectNode> change) {
        Optional<ObjectNode> object = object(entry);
        object.ifPresent(change);
        return object.map(changed -> with(entry, changed)).orElse(entry);
    }

    private static View.Entry with(View.Entry entry, ObjectNode value) {
        return new View.Entry(entry.key(), Json.bytes(value), entry.modifyIndex(), entry.session());
    }

    private static Optional<ObjectNode> object(View.Entry entry) {
        try {
            return Json.parse(entry.value()) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
