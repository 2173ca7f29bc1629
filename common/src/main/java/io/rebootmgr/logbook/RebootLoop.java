package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node remembers of reboots, or changes that detectors asked for in turns, that looked like a loop.
 *
 * @param triggers those that asked again and again: they are not obeyed before an operator has looked, or they are gone
 * @param forgiven the claim of the newest of them that an operator has forgiven; empty where there is none. Not a time:
 *     the clocks of his machine and of the node may differ
 */
public record RebootLoop(List<String> triggers, String forgiven) {
    public static final RebootLoop NONE = new RebootLoop(List.of(), "");

    public RebootLoop {
        triggers = List.copyOf(triggers);
    }

    /** With these triggers, and of those before only what is still present. */
    public RebootLoop with(List<String> more, List<String> present) {
        List<String> all = new ArrayList<>(triggers);
        all.retainAll(present);
        more.stream().filter(trigger -> !all.contains(trigger)).forEach(all::add);
        return new RebootLoop(all, forgiven);
    }

    /** An operator has looked: what is in the logbook up to this claim does not count any more. */
    RebootLoop forgiven(String newestCounted) {
        return new RebootLoop(List.of(), newestCounted.isEmpty() ? forgiven : newestCounted);
    }

    /** Absent in what older agents wrote. */
    static RebootLoop read(Fields status) throws MalformedJson {
        List<String> triggers = status.texts("looping");
        String forgiven = status.text("forgiven", "");
        return triggers.isEmpty() && forgiven.isEmpty() ? NONE : new RebootLoop(triggers, forgiven);
    }

    void writeTo(ObjectNode status) {
        if (!triggers.isEmpty()) {
            ArrayNode list = status.putArray("looping");
            triggers.forEach(list::add);
        }
        if (!forgiven.isEmpty()) {
            status.put("forgiven", forgiven);
        }
    }
}
