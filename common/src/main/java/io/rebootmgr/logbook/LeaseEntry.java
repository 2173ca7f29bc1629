package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A lease on the node, as its logbook tells it: who took it, and how it ended where somebody wrote that down. One that
 * went with its session, and whose holder did not come back to say so, has no end here.
 *
 * @param id the lease's
 * @param purpose as the lease says it
 */
public record LeaseEntry(
        String id, String holder, String purpose, String reason, Instant since, Optional<End> end, OtherFields others) {
    /** Characters of each text: the logbook has to be carried through by agents that do not know leases. */
    private static final int TEXT_MAX = 80;

    private static final Set<String> KNOWN =
            Set.of("id", "holder", "purpose", "reason", "since", "how", "ended_by", "why", "ended");

    /** How it ended: {@code released}, {@code forced} or {@code lost}. */
    public enum How {
        RELEASED,
        FORCED,
        LOST;

        /** As it stands in Consul. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Its end.
     *
     * @param how a label of {@link How}, or one that only a newer version knows
     * @param by who ended it
     * @param why may be empty
     */
    public record End(String how, String by, String why, Instant at) {}

    public LeaseEntry {
        id = clipped(id);
        holder = clipped(holder);
        purpose = clipped(purpose);
        reason = clipped(reason);
    }

    /** One that has just been taken. */
    public static LeaseEntry taken(String id, String holder, String purpose, String reason, Instant since) {
        return new LeaseEntry(id, holder, purpose, reason, since, Optional.empty(), OtherFields.NONE);
    }

    /** The same, over. */
    public LeaseEntry ended(How how, String by, String why, Instant at) {
        return new LeaseEntry(
                id,
                holder,
                purpose,
                reason,
                since,
                Optional.of(new End(how.label(), clipped(by), clipped(why), at)),
                others);
    }

    static LeaseEntry read(Fields fields) throws MalformedJson {
        return new LeaseEntry(
                fields.text("id"),
                fields.text("holder"),
                fields.text("purpose"),
                fields.text("reason", ""),
                fields.instant("since"),
                fields.has("ended")
                        ? Optional.of(new End(
                                fields.text("how", ""),
                                fields.text("ended_by", ""),
                                fields.text("why", ""),
                                fields.instant("ended")))
                        : Optional.empty(),
                OtherFields.of(fields, KNOWN::contains));
    }

    /** As it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("holder", holder)
                .put("purpose", purpose)
                .put("reason", reason)
                .put("since", since.toString());
        end.ifPresent(over -> json.put("how", over.how())
                .put("ended_by", over.by())
                .put("why", over.why())
                .put("ended", over.at().toString()));
        others.writeTo(json);
        return json;
    }

    private static String clipped(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX - 1) + "…";
    }
}
