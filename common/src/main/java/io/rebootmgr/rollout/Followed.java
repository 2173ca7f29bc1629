package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which published version a group has taken over by itself last, as it stands in {@code groups/<g>/followed}. What
 * cannot be read is written anew: then a version is looked at once more, and the logbook knows whether it was rolled
 * out.
 *
 * @param version may be empty: none yet
 * @param node that took it over
 * @param begun a start is under way, since {@code at} by that node's clock; else it is over
 */
public record Followed(String version, String node, boolean begun, Instant at) {
    /** So long a start may take, or one whose groups' policy lets it not be started is not tried again. */
    static final Duration AGAIN = Duration.ofMinutes(30);

    private static final Set<String> KNOWN = Set.of("version", "node", "begun", "at");

    private static final Followed NONE = new Followed("", "", false, Instant.EPOCH);

    /** What a view says that holds the key. */
    public static Followed in(View view, Keys keys, String group) {
        Optional<View.Entry> entry = view.get(keys.followed(group));
        if (entry.isEmpty()) {
            return NONE;
        }
        try {
            return of(Fields.parse(entry.get().value()));
        } catch (MalformedJson e) {
            return NONE;
        }
    }

    private static Followed of(Fields fields) throws MalformedJson {
        return new Followed(
                fields.text("version"), fields.text("node", ""), fields.flag("begun", false), fields.instant("at"));
    }

    /** What is wrong with the key; empty where nothing is. */
    public static Optional<String> wrong(View view, Keys keys, String group) {
        try {
            Optional<View.Entry> entry = view.get(keys.followed(group));
            if (entry.isPresent()) {
                of(Fields.parse(entry.get().value()));
            }
            return Optional.empty();
        } catch (MalformedJson e) {
            return Optional.of(e.reason());
        }
    }

    /** A start of it begins. */
    public static Followed begun(String version, String node, Instant now) {
        return new Followed(version, node, true, now);
    }

    /** It is started, or was before. */
    public static Followed over(String version, String node, Instant now) {
        return new Followed(version, node, false, now);
    }

    /** Whether this version is still to be begun: it is another one, or whoever began it has not come to an end. */
    public boolean isToBegin(String newest, Instant now) {
        if (!version.equals(newest)) {
            return true;
        }
        // A time ahead of our clock is another clock's, and is waited for no longer than any other.
        return begun && Duration.between(at, now).abs().compareTo(AGAIN) > 0;
    }

    /** Whether this very start is the one that stands there. */
    public boolean isBy(String who, String which, Instant when) {
        return begun && node.equals(who) && version.equals(which) && at.equals(when);
    }

    /**
     * As it takes the place of what stands there.
     *
     * @param view holds the key
     */
    public byte[] bytes(View view, Keys keys, String group) {
        ObjectNode json = Json.object().put("version", version).put("node", node);
        if (begun) {
            json.put("begun", true);
        }
        json.put("at", at.toString());
        others(view, keys, group).writeTo(json);
        return Json.bytes(json);
    }

    /** Idle runs do without them. */
    private static OtherFields others(View view, Keys keys, String group) {
        try {
            Optional<View.Entry> entry = view.get(keys.followed(group));
            return entry.isPresent()
                    ? OtherFields.of(Fields.parse(entry.get().value()), KNOWN::contains)
                    : OtherFields.NONE;
        } catch (MalformedJson e) {
            return OtherFields.NONE;
        }
    }
}
