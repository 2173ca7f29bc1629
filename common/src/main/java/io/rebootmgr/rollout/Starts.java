package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which rollout is about to be started in which group, as it stands in {@code rollout_starts}. Whoever starts one
 * writes the places of thousands of nodes before it counts. Each of these writes is tied to this key: of two who start
 * in one group the later one overtakes the other, whose writes fail from then on. One who died is overtaken like that.
 */
record Starts(SortedMap<String, String> ids, OtherFields others) {
    private static final String IDS = "starts";

    Starts {
        ids = Collections.unmodifiableSortedMap(new TreeMap<>(ids));
    }

    /** What stands there; whatever is no such thing is nobody's start, and the next one takes its place. */
    static Starts in(View view, Keys keys) {
        try {
            Optional<View.Entry> entry = view.get(keys.rolloutStarts());
            if (entry.isEmpty()) {
                return new Starts(new TreeMap<>(), OtherFields.NONE);
            }
            Fields fields = Fields.parse(entry.get().value());
            return new Starts(ids(fields), OtherFields.of(fields, IDS::equals));
        } catch (MalformedJson e) {
            return new Starts(new TreeMap<>(), OtherFields.NONE);
        }
    }

    private static SortedMap<String, String> ids(Fields fields) {
        try {
            return fields.words(IDS);
        } catch (MalformedJson e) {
            return new TreeMap<>();
        }
    }

    /** Whether nobody has overtaken this start in any of its groups. */
    boolean are(String id, Collection<String> groups) {
        return groups.stream().allMatch(group -> id.equals(ids.get(group)));
    }

    Starts with(String id, Collection<String> groups) {
        SortedMap<String, String> more = new TreeMap<>(ids);
        groups.forEach(group -> more.put(group, id));
        return new Starts(more, others);
    }

    Starts without(Collection<String> groups) {
        SortedMap<String, String> fewer = new TreeMap<>(ids);
        fewer.keySet().removeAll(groups);
        return new Starts(fewer, others);
    }

    byte[] bytes() {
        ObjectNode json = Json.object();
        ObjectNode starts = json.putObject(IDS);
        ids.forEach(starts::put);
        others.writeTo(json);
        return Json.bytes(json);
    }
}
