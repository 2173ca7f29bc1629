package io.rebootmgr.leasing;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import java.util.Optional;

/** What a node that is to be leased last said of itself. */
public final class LastStatus {
    private LastStatus() {}

    /** Its status, in a view that holds its keys; empty where it never said anything, or nothing that can be read. */
    public static Optional<NodeStatus> of(View view, Keys keys, String node) {
        try {
            Optional<View.Entry> entry = view.get(keys.status(node));
            return entry.isPresent() ? Optional.of(NodeStatus.parse(entry.get().value())) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
