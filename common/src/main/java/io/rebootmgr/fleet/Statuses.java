package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Statuses of nodes that were read as they came, in the thread that asked for them: while Consul works on the next
 * answer there is nothing else to do.
 */
final class Statuses {
    private final KeySubjects subjects;
    private final Map<String, NodeStatus> byNode = new ConcurrentHashMap<>();

    Statuses(Keys keys) {
        this.subjects = new KeySubjects(keys);
    }

    /**
     * Takes out what of this is a status, and leaves those that cannot be read: whoever sorts the rest tells of them.
     */
    Bulk take(Bulk bulk) {
        return new Bulk(without(bulk.entries()), bulk.tooLarge());
    }

    private List<View.Entry> without(List<View.Entry> entries) {
        List<View.Entry> others = new ArrayList<>();
        for (View.Entry entry : entries) {
            if (!(subjects.of(entry.key()) instanceof KeySubject.Status(String node)) || !take(node, entry)) {
                others.add(entry);
            }
        }
        return others;
    }

    private boolean take(String node, View.Entry entry) {
        try {
            byNode.put(node, NodeStatus.parse(entry.value()));
            return true;
        } catch (MalformedJson e) {
            return false;
        }
    }

    /** What was taken out, by node. */
    Map<String, NodeStatus> byNode() {
        return byNode;
    }
}
