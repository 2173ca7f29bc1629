package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Statuses of nodes that were read as they came, in the thread that asked for them: while Consul works on the next
 * answer there is nothing else to do.
 */
final class Statuses {
    private final KeySubjects subjects;
    private final Map<String, NodeStatus> byKey = new ConcurrentHashMap<>();

    Statuses(Keys keys) {
        this.subjects = new KeySubjects(keys);
    }

    /** Reads what of this is a status, and passes by what cannot be read. */
    void add(Bulk.Part part) {
        if (part instanceof Bulk.Part.Read(Bulk bulk)) {
            for (View.Entry entry : bulk.entries()) {
                if (subjects.of(entry.key()) instanceof KeySubject.Status) {
                    add(entry);
                }
            }
        }
    }

    private void add(View.Entry entry) {
        try {
            byKey.put(entry.key(), NodeStatus.parse(entry.value()));
        } catch (MalformedJson e) {
            // Whoever asks for it hears of that.
        }
    }

    /** The status that this key holds. */
    NodeStatus of(View.Entry entry) throws MalformedJson {
        NodeStatus known = byKey.get(entry.key());
        return known == null ? NodeStatus.parse(entry.value()) : known;
    }
}
