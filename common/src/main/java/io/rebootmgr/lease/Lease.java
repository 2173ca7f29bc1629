package io.rebootmgr.lease;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.text.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * The right to disturb a node, as it stands in {@code nodes/<n>/lease}.
 *
 * @param id opaque; whoever renews or releases it names it
 * @param holder who has it, as {@code alice@admin1} or the name of a tool
 * @param purpose what for, see {@link Purpose}
 * @param since when it was taken, by the clock of whoever took it: for people, nothing is decided by it
 * @param hold whether it stands until it is released, and hangs on no session
 * @param ttl that of the session whose lock it hangs on, where that is known
 * @param boot the boot id that the node had last told when it was leased, where it had told any
 * @param others fields that a newer version wrote
 */
public record Lease(
        String id,
        String holder,
        String purpose,
        String reason,
        Instant since,
        boolean hold,
        Optional<Duration> ttl,
        Optional<String> boot,
        OtherFields others) {
    /** The bounds of a session's TTL, which are Consul's. */
    public static final Duration TTL_MIN = Duration.ofSeconds(10);

    public static final Duration TTL_MAX = Duration.ofHours(24);

    private static final Set<String> KNOWN =
            Set.of("id", "holder", "purpose", "reason", "since", "hold", "ttl_s", "boot_id");
    private static final int SHOWN_MAX = 200;

    /** One that is about to be taken; {@code ttl} is empty for one that is to stand until it is released. */
    public Lease(
            String id,
            String holder,
            String purpose,
            String reason,
            Instant since,
            Optional<Duration> ttl,
            Optional<String> boot) {
        this(id, holder, purpose, reason, since, ttl.isEmpty(), ttl, boot, OtherFields.NONE);
    }

    /** What stands in a {@code lease} key. */
    public static Lease parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        String id = fields.text("id");
        if (id.isBlank()) {
            throw fields.malformed("id", "a text that is not empty");
        }
        boolean hold = fields.flag("hold", false);
        return new Lease(
                id,
                fields.text("holder"),
                fields.text("purpose"),
                fields.text("reason", ""),
                fields.instant("since"),
                hold,
                fields.has("ttl_s")
                        ? Optional.of(Duration.ofSeconds(fields.number("ttl_s", 0, TTL_MAX.toSeconds())))
                        : Optional.empty(),
                fields.has("boot_id") ? Optional.of(fields.text("boot_id")) : Optional.empty(),
                OtherFields.of(fields, KNOWN::contains));
    }

    /** Who holds it, what for and why, on one line, fit for a terminal, of people of this time zone. */
    public String text(ZoneId zone) {
        String why = PrintableText.excerpt(reason, SHOWN_MAX);
        return PrintableText.excerpt(holder, SHOWN_MAX) + " for " + PrintableText.excerpt(purpose, SHOWN_MAX)
                + (hold ? "" : " (as long as its session lives)") + " since "
                + Moments.alone(since, zone) + (why.isEmpty() ? "" : ": " + why);
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("holder", holder)
                .put("purpose", purpose)
                .put("reason", reason)
                .put("since", since.toString())
                .put("hold", hold);
        ttl.ifPresent(time -> json.put("ttl_s", time.toSeconds()));
        boot.ifPresent(id -> json.put("boot_id", id));
        others.writeTo(json);
        return Json.bytes(json);
    }
}
