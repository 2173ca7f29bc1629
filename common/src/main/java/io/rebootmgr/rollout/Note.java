package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.PrintableText;
import java.time.Instant;

/**
 * Something that happened to a rollout, for its record.
 *
 * @param by who did it: an operator, or the node whose run found that it was due
 * @param what {@code started}, {@code paused}, {@code wave canaries closed}
 * @param why may be empty
 */
public record Note(Instant at, String by, String what, String why) {
    private static final int LENGTH_MAX = 500;

    public Note {
        what = PrintableText.excerpt(what, LENGTH_MAX);
        why = PrintableText.excerpt(why, LENGTH_MAX);
    }

    static Note parse(Fields fields) throws MalformedJson {
        return new Note(fields.instant("at"), fields.text("by", ""), fields.text("what"), fields.text("why", ""));
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("at", at.toString()).put("by", by).put("what", what);
        if (!why.isEmpty()) {
            json.put("why", why);
        }
        return json;
    }
}
