package io.rebootmgr.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;

/**
 * What people were told already, so that a run every five minutes does not tell it again. Times are seconds since 1970,
 * zero for never.
 *
 * @param heldAt when they were last told that this node is held
 * @param problem the last failure, or why a slot was given back; empty for none
 * @param problemAt when they were told that
 * @param parked what they were told when this node gave up; empty while it has not
 */
record Notified(long heldAt, String problem, long problemAt, String parked) {
    static final Notified NOTHING = new Notified(0, "", 0, "");

    private static final long DAY = Duration.ofDays(1).toSeconds();

    Notified held(long now) {
        return new Notified(now, problem, problemAt, parked);
    }

    Notified problem(String text, long now) {
        return new Notified(heldAt, text, now, parked);
    }

    Notified parked(String text) {
        return new Notified(heldAt, problem, problemAt, text);
    }

    /** They know of this, or of any problem where {@code text} is empty, and have for less than a day. */
    boolean knowsLately(String text, long now) {
        return !problem.isEmpty() && (text.isEmpty() || problem.equals(text)) && !isDayAgo(problemAt, now);
    }

    static boolean isDayAgo(long then, long now) {
        return now - then >= DAY;
    }

    static Notified read(Fields fields) throws MalformedJson {
        return new Notified(
                fields.epochSecond("held_at"),
                fields.text("problem"),
                fields.epochSecond("problem_at"),
                fields.text("parked"));
    }

    ObjectNode json() {
        return Json.object()
                .put("held_at", heldAt)
                .put("problem", problem)
                .put("problem_at", problemAt)
                .put("parked", parked);
    }
}
