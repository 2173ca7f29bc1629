package io.rebootmgr.change;

import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Instant;
import java.util.Optional;

/**
 * An operator's request for a change of one node, as it stands in {@code nodes/<n>/change_required}.
 *
 * @param by who asked; may be empty
 */
public record ChangeRequest(ChangeKind kind, String reason, String by) {

    /** What stands there; which kind was meant cannot be guessed, so without one it is none. */
    public static ChangeRequest parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        Optional<ChangeKind> kind = ChangeKind.of(fields.text("kind"));
        if (kind.isEmpty()) {
            throw fields.malformed("kind", "hot, drain or reboot");
        }
        return new ChangeRequest(kind.get(), fields.text("reason", ""), fields.text("by", ""));
    }

    /** As it is written to the key. */
    public byte[] bytes(Instant at) {
        return Json.bytes(Json.object()
                .put("kind", kind.label())
                .put("reason", reason)
                .put("by", by)
                .put("at", at.toString()));
    }
}
