package io.rebootmgr.cli;

import io.rebootmgr.change.ChangeRequest;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;

/** What a key says that asks something of a node, in words. */
final class Requested {
    private Requested() {}

    /** A key that asks for a reboot holds its reason alone; what cannot be read is shown as it stands. */
    static String text(View.Entry entry) {
        if (!entry.key().endsWith("/change_required")) {
            return entry.text();
        }
        try {
            ChangeRequest request = ChangeRequest.parse(entry.value());
            return request.kind().noun() + (request.reason().isEmpty() ? "" : ": " + request.reason());
        } catch (MalformedJson e) {
            return entry.text();
        }
    }
}
