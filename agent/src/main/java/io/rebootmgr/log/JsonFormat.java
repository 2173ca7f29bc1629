package io.rebootmgr.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;

/** For programs: one JSON object a line, in ASCII. Fields that do not apply are left out. */
final class JsonFormat implements LogFormat {
    private final String node;
    private final String group;

    /** Empty before the settings are read. */
    JsonFormat(String node, String group) {
        this.node = node;
        this.group = group;
    }

    @Override
    public String lines(LogEvent event) {
        ObjectNode json = Json.object();
        json.put("time", event.time().toString());
        json.put("level", event.severity().label());
        json.put("message", event.message());
        put(json, "node", node);
        put(json, "group", group);
        put(json, "claim", event.claim());
        put(json, "task", event.task());
        put(json, "source", event.source());
        put(json, "trace", event.trace());
        if (event.exitCode().isPresent()) {
            json.put("exit_code", event.exitCode().getAsInt());
        }
        return Json.line(json) + "\n";
    }

    private static void put(ObjectNode json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }
}
