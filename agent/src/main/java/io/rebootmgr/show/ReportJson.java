package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.GroupReport;
import io.rebootmgr.json.Json;
import java.util.List;
import java.util.Map;

/** What {@code report --json} prints. */
public final class ReportJson {
    private ReportJson() {}

    public static ObjectNode of(List<GroupReport> groups) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("groups");
        groups.forEach(group -> list.add(of(group)));
        return json;
    }

    private static ObjectNode of(GroupReport group) {
        ObjectNode json = Json.object().put("group", group.name());
        json.put("contact", group.contact().orElse(null));
        json.put("version", group.version().orElse(null));
        json.put("target", group.target().orElse(null));
        json.put("nodes", group.nodes());
        names(json.putArray("outdated"), group.outdated());
        names(json.putArray("silent"), group.silent());
        names(json.putArray("unknown"), group.unknown());
        counts(json.putObject("versions"), group.versions());
        counts(json.putObject("kernels"), group.kernels());
        counts(json.putObject("agents"), group.agents());
        json.put("unmaintained", group.unmaintained().orElse(null));
        ObjectNode facts = json.putObject("facts");
        group.facts().forEach((fact, nodes) -> {
            ObjectNode values = facts.putObject(fact);
            nodes.forEach(values::put);
        });
        return json;
    }

    private static void names(ArrayNode to, List<String> names) {
        names.forEach(to::add);
    }

    private static void counts(ObjectNode to, Map<String, Integer> counts) {
        counts.forEach(to::put);
    }
}
