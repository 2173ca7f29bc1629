package io.rebootmgr.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * What {@code config show} prints: what could be read, and for programs what is wrong with the rest.
 *
 * @param settings none where they are invalid
 * @param policy none where there is none, it is invalid, or Consul does not answer
 */
public record ConfigPage(
        Optional<SettingsResult.Loaded> settings,
        Optional<PolicyResult.Effective> policy,
        ExitCode code,
        List<String> errors) {
    public ConfigPage {
        errors = List.copyOf(errors);
    }

    /** For people, without the errors. */
    public Page page(boolean coloured) {
        Page page = new Page(coloured);
        settings.ifPresent(loaded -> {
            Table table = new Table("SETTING", "VALUE", "FROM");
            loaded.origins()
                    .forEach((key, origin) -> table.row(
                            Cell.of(key),
                            Cell.of(ShownSettings.people(ShownSettings.value(loaded.settings(), key))),
                            Cell.of(origin.text())));
            page.table(table);
        });
        policy.ifPresent(effective -> {
            Table table = new Table("POLICY", "VALUE", "FROM");
            effective
                    .origins()
                    .forEach((field, origin) -> table.row(
                            Cell.of(field),
                            Cell.of(ShownPolicy.people(effective.policy(), field)),
                            Cell.of(origin.name())));
            page.gap().table(table);
        });
        return page;
    }

    /** For programs. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        settings.ifPresent(loaded -> {
            ObjectNode values = json.putObject("settings");
            loaded.origins()
                    .forEach((key, origin) ->
                            add(values, key, ShownSettings.value(loaded.settings(), key), origin.text()));
        });
        policy.ifPresent(effective -> {
            ObjectNode values = json.putObject("policy");
            effective
                    .origins()
                    .forEach((field, origin) ->
                            add(values, field, ShownPolicy.value(effective.policy(), field), origin.name()));
        });
        ArrayNode list = json.putArray("errors");
        errors.forEach(list::add);
        return json.put("exit_code", code.number());
    }

    private static void add(ObjectNode to, String name, JsonNode value, String origin) {
        to.putObject(name).put("from", origin).set("value", value);
    }
}
