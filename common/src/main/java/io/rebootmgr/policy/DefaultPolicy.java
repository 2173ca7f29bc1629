package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;

/** The fleet policy that {@code rebootmgr init} writes. */
public final class DefaultPolicy {
    private DefaultPolicy() {}

    /**
     * The fields that an operator turns first, with their defaults. The others are left out, so that they follow the
     * defaults of later versions.
     *
     * @param limit slots of a group, 1 or more
     */
    public static ObjectNode json(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        ObjectNode json = Json.object().put("enabled", true).put("limit", limit);
        json.set("windows", Json.array());
        json.set("freezes", Json.array());
        return json;
    }

    /** The same, indented for the people who will edit it. */
    public static String text(int limit) {
        return Json.pretty(json(limit));
    }
}
