package io.rebootmgr.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.policy.ChangeLog;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code config show} prints: what could be read, and for programs what is wrong with the rest.
 *
 * @param settings none where they are invalid
 * @param policy none where there is none, it is invalid, or Consul does not answer
 * @param changes who changed it, a layer each
 */
public record ConfigPage(
        Optional<SettingsResult.Loaded> settings,
        Optional<PolicyResult.Effective> policy,
        List<Changes> changes,
        ExitCode code,
        List<String> errors) {
    private static final int NOTES_MAX = 5;

    /**
     * Who changed a layer.
     *
     * @param key where the layer stands
     * @param byHand somebody else wrote the key after that, who left no note
     */
    public record Changes(String key, ChangeLog log, boolean byHand) {}

    public ConfigPage {
        changes = List.copyOf(changes);
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
        changes(page);
        return page;
    }

    private void changes(Page page) {
        if (changes.isEmpty()) {
            return;
        }
        Times times = new Times(Instant.EPOCH, ZoneId.systemDefault());
        Table table = new Table("CHANGED, " + times.zoneName(), "BY", "CHANGE", "OF");
        for (Changes one : changes) {
            for (ChangeLog.Note note :
                    one.log().notes().stream().limit(NOTES_MAX).toList()) {
                List<String> lines = new ArrayList<>(note.changes());
                if (!note.reason().isEmpty()) {
                    lines.add("because: " + note.reason());
                }
                table.row(Cell.of(times.local(note.at())), Cell.of(note.by()), Cell.lines(lines), Cell.of(one.key()));
            }
        }
        page.gap().table(table);
        changes.stream()
                .filter(Changes::byHand)
                .forEach(one -> page.line(
                        one.key() + " was changed after that without `rebootmgr config`: nobody noted by whom",
                        Style.NOTICE));
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
        ArrayNode layers = json.putArray("changes");
        for (Changes one : changes) {
            ObjectNode layer = layers.addObject().put("key", one.key()).put("changed_by_hand_since", one.byHand());
            layer.set("changes", one.log().readable().json().get("changes"));
        }
        ArrayNode list = json.putArray("errors");
        errors.forEach(list::add);
        return json.put("exit_code", code.number());
    }

    private static void add(ObjectNode to, String name, JsonNode value, String origin) {
        to.putObject(name).put("from", origin).set("value", value);
    }
}
