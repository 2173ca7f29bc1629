package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;

/** Writes a policy as the JSON that {@link PolicyLayers} reads. */
public final class PolicyJson {
    private PolicyJson() {}

    /** Every field in the order of the contract, except those that are not set and have no default. */
    public static ObjectNode of(Policy policy) {
        ObjectNode json = Json.object();
        json.put("enabled", policy.enabled());
        policy.disabledReason().ifPresent(reason -> json.put("disabled_reason", reason));
        json.put("limit", policy.limit());
        json.put("settle", Durations.format(policy.settle()));
        json.put("task_timeout", Durations.format(policy.taskTimeout()));
        json.put("post_health_timeout", Durations.format(policy.postHealthTimeout()));
        json.put("session_ttl", Durations.format(policy.sessionTtl()));
        json.put("min_uptime", Durations.format(policy.minUptime()));
        json.put("max_failures", policy.maxFailures());
        json.put("max_reboots", policy.maxReboots());
        json.put("max_reboots_per", Durations.format(policy.maxRebootsPer()));
        ArrayNode ignored = Json.array();
        policy.ignoreFailedChecks().forEach(ignored::add);
        json.set("ignore_failed_checks", ignored);
        json.put("stuck_after", Durations.format(policy.stuckAfter()));
        policy.fleetName().ifPresent(name -> json.put("fleet_name", name));
        policy.zone().ifPresent(zone -> json.put("timezone", zone.getId()));
        ArrayNode windows = Json.array();
        policy.windows().forEach(window -> windows.add(of(window)));
        json.set("windows", windows);
        policy.holidays().ifPresent(holidays -> json.set("holidays", of(holidays)));
        ArrayNode freezes = Json.array();
        policy.freezes().forEach(freeze -> freezes.add(of(freeze)));
        json.set("freezes", freezes);
        return json;
    }

    private static ObjectNode of(Window window) {
        ArrayNode days = Json.array();
        window.days().forEach(day -> days.add(Window.name(day)));
        ObjectNode json = Json.object();
        json.set("days", days);
        json.put("start", window.start().toString());
        json.put("length", Durations.format(window.length()));
        return json;
    }

    private static ObjectNode of(Holidays holidays) {
        ObjectNode json = Json.object().put("country", holidays.country());
        holidays.region().ifPresent(region -> json.put("region", region));
        return json;
    }

    private static ObjectNode of(Freeze freeze) {
        ObjectNode json = Json.object()
                .put("from", freeze.from().toString())
                .put("to", freeze.to().toString());
        freeze.reason().ifPresent(reason -> json.put("reason", reason));
        return json;
    }
}
