package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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

    private static final Followed NONE = new Followed("", "", false, Instant.EPOCH);

    /** What a view says that holds the key. */
    public static Followed in(View view, Keys keys, String group) {
        Optional<View.Entry> entry = view.get(keys.followed(group));
        if (entry.isEmpty()) {
            return NONE;
        }
        try {
            Fields fields = Fields.parse(entry.get().value());
            return new Followed(
                    fields.text("version"), fields.text("node", ""), fields.flag("begun", false), fields.instant("at"));
        } catch (MalformedJson e) {
            return NONE;
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

    public byte[] bytes() {
        ObjectNode json = Json.object().put("version", version).put("node", node);
        if (begun) {
            json.put("begun", true);
        }
        json.put("at", at.toString());
        return Json.bytes(json);
    }
}
