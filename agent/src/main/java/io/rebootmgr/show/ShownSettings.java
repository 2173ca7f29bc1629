package io.rebootmgr.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rebootmgr.json.Json;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.settings.Settings;
import java.util.List;
import java.util.Optional;

/** The effective settings by their keys, fit to be shown: the token is not. */
final class ShownSettings {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ShownSettings() {}

    /** The value of a key as {@code consul.address}: a text, a list of texts, or null where there is none. */
    static JsonNode value(Settings settings, String key) {
        Settings.Consul consul = settings.consul();
        Settings.Paths paths = settings.paths();
        return switch (key) {
            case "node.name" -> text(settings.node().name());
            case "node.group" -> text(settings.node().group());
            case "node.domain" -> text(settings.node().domain());
            case "consul.address" -> text(consul.address());
            case "consul.prefix" -> text(consul.prefix());
            case "consul.token" -> text(consul.token());
            case "consul.token_file" -> text(consul.tokenFile());
            case "consul.ca_file" -> text(consul.tls().caFile());
            case "consul.cert_file" -> text(consul.tls().certFile());
            case "consul.key_file" -> text(consul.tls().keyFile());
            case "consul.server_name" -> text(consul.tls().serverName());
            case "consul.verify" -> NODES.booleanNode(consul.tls().verify());
            case "consul.timeout" -> text(Durations.format(consul.timeout()));
            case "paths.tasks" -> text(paths.tasks());
            case "paths.state" -> text(paths.state());
            case "paths.run" -> text(paths.run());
            case "paths.reboot_required" -> texts(paths.rebootRequired());
            case "paths.boot_id" -> text(paths.bootId());
            case "paths.notify" -> text(paths.notifications());
            case "reboot.command" -> texts(settings.reboot().command());
            case "reboot.grace" -> text(Durations.format(settings.reboot().grace()));
            case "metrics.textfile" -> text(settings.metrics().textfile());
            case "lease.power_off_command" -> texts(settings.lease().powerOffCommand());
            default -> throw new IllegalArgumentException("no setting " + key);
        };
    }

    /** For people: lists on one line, a dash for nothing. */
    static String people(JsonNode value) {
        if (value.isNull() || (value.isArray() && value.isEmpty())) {
            return "-";
        }
        if (!value.isArray()) {
            return value.asText();
        }
        StringBuilder line = new StringBuilder();
        value.forEach(item -> line.append(line.isEmpty() ? "" : " ").append(item.asText()));
        return line.toString();
    }

    private static JsonNode text(Object value) {
        return NODES.textNode(value.toString());
    }

    private static JsonNode text(Optional<?> value) {
        return value.isPresent() ? text(value.get()) : NODES.nullNode();
    }

    private static JsonNode texts(List<?> values) {
        ArrayNode list = Json.array();
        values.forEach(value -> list.add(value.toString()));
        return list;
    }
}
