package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
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
record Starts(SortedMap<String, String> ids) {

    Starts {
        ids = Collections.unmodifiableSortedMap(new TreeMap<>(ids));
    }

    /** What stands there; whatever is no such thing is nobody's start. */
    static Starts in(View view, Keys keys) {
        try {
            Optional<View.Entry> entry = view.get(keys.rolloutStarts());
            return new Starts(
                    entry.isPresent() ? Fields.parse(entry.get().value()).words("starts") : new TreeMap<>());
        } catch (MalformedJson e) {
            return new Starts(new TreeMap<>());
        }
    }

    /** Whether nobody has overtaken this start in any of its groups. */
    boolean are(String id, Collection<String> groups) {
        return groups.stream().allMatch(group -> id.equals(ids.get(group)));
    }

    Starts with(String id, Collection<String> groups) {
        SortedMap<String, String> more = new TreeMap<>(ids);
        groups.forEach(group -> more.put(group, id));
        return new Starts(more);
    }

    Starts without(Collection<String> groups) {
        SortedMap<String, String> fewer = new TreeMap<>(ids);
        fewer.keySet().removeAll(groups);
        return new Starts(fewer);
    }

    byte[] bytes() {
        ObjectNode json = Json.object();
        ObjectNode starts = json.putObject("starts");
        ids.forEach(starts::put);
        return Json.bytes(json);
    }
}
