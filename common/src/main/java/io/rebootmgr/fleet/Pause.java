package io.rebootmgr.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.StopFlag.Scope;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.text.PrintableText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pause as it stands in its key: nothing new begins there.
 *
 * @param name the group's or node's, empty for the fleet's
 * @param reason may be empty
 * @param by who paused; empty where the key does not say
 * @param until from then on it holds nothing; empty where it has no end
 */
public record Pause(
        Scope scope,
        String name,
        String key,
        String reason,
        String by,
        Optional<Instant> since,
        Optional<Instant> until) {
    private static final int REASON_LENGTH_MAX = 500;
    private static final int BY_LENGTH_MAX = 200;

    /** One that an operator makes now. */
    public static Pause made(
            Scope scope, String name, String key, String reason, String by, Instant now, Optional<Instant> until) {
        return new Pause(
                scope,
                name,
                key,
                reason,
                by,
                Optional.of(now.truncatedTo(ChronoUnit.SECONDS)),
                until.map(end -> end.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** What a key says. Whatever is not a pause as this program writes them pauses without end, and is the reason. */
    public static Pause in(View.Entry entry, Scope scope, String name) {
        try {
            Fields fields = Fields.parse(entry.value());
            if (Stream.of("reason", "by", "since", "until").anyMatch(fields::has)) {
                return new Pause(
                        scope,
                        name,
                        entry.key(),
                        PrintableText.excerpt(fields.text("reason", ""), REASON_LENGTH_MAX),
                        PrintableText.excerpt(fields.text("by", ""), BY_LENGTH_MAX),
                        instant(fields, "since"),
                        instant(fields, "until"));
            }
        } catch (MalformedJson e) {
            // Somebody's words, then.
        }
        return new Pause(scope, name, entry.key(), entry.text(), "", Optional.empty(), Optional.empty());
    }

    private static Optional<Instant> instant(Fields fields, String name) throws MalformedJson {
        return fields.has(name) ? Optional.of(fields.instant(name)) : Optional.empty();
    }

    /** Whether anything is held by it now; one that is over may stand there for ever. */
    public boolean holds(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }

    /** When the last of these is over; empty where one has no end, or there are none. */
    public static Optional<Instant> over(List<Pause> pauses) {
        return pauses.stream().allMatch(pause -> pause.until().isPresent())
                ? pauses.stream().flatMap(pause -> pause.until().stream()).max(Comparator.naturalOrder())
                : Optional.empty();
    }

    /**
     * Key, reason, who and until when: {@code paused by KEY: new disks (alice@adm1), until Fri 2026-01-30 22:00 CET}.
     */
    public String text(ZoneId zone) {
        return "paused by " + key + (reason.isEmpty() ? "" : ": " + reason) + (by.isEmpty() ? "" : " (" + by + ")")
                + until.map(end -> ", until " + Moments.alone(end, zone)).orElse("");
    }

    /** The command that ends it, in backticks. */
    public String unpause() {
        return scope.typed("rebootmgr unpause", name);
    }

    /** For programs, and as it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("reason", reason);
        if (!by.isEmpty()) {
            json.put("by", by);
        }
        since.ifPresent(at -> json.put("since", at.toString()));
        until.ifPresent(at -> json.put("until", at.toString()));
        return json;
    }

    public byte[] bytes() {
        return Json.bytes(json());
    }
}
