package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.PrintableText;
import java.time.Instant;

/**
 * A node that was done and did not stand well until its wave had soaked. Only the node itself writes its own key, and
 * this one may never run again: so it stands beside the waves.
 */
public record Fallen(String node, String reason, Instant at) {
    private static final int REASON_MAX = 120;

    public Fallen {
        reason = PrintableText.excerpt(reason, REASON_MAX);
    }

    static Fallen parse(Fields fields) throws MalformedJson {
        return new Fallen(fields.text("node"), fields.text("reason", ""), fields.instant("at"));
    }

    ObjectNode json() {
        return Json.object().put("node", node).put("reason", reason).put("at", at.toString());
    }
}
