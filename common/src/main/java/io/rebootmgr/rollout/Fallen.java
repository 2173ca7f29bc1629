package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.PrintableText;
import java.time.Instant;

/**
 * A node that has failed. Its own key says so as well, in the same transaction; here all of them stand together, so
 * that the one that is too many stops the rollout in the moment that it fails. One that was done and did not stand well
 * until its wave had soaked is here alone: only the node itself writes its own key, and it may never run again.
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
