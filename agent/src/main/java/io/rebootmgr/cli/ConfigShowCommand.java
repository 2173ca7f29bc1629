package io.rebootmgr.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.Problem;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What holds for this node. */
@Command(
        name = "show",
        description = {
            "The effective settings and policy of this node, each value with where it came from.",
            "",
            "Example: rebootmgr config show --json"
        })
final class ConfigShowCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    private final Shell shell;

    ConfigShowCommand(Shell shell) {
        this.shell = shell;
    }

    /** What is wrong, every item a line, and the code to exit with. */
    private record Trouble(ExitCode code, List<String> lines) {
        static final Trouble NONE = new Trouble(ExitCode.DONE, List.of());
    }

    @Override
    public Integer call() {
        ObjectNode shown = Json.object();
        Columns table = new Columns(26, 46, 24);
        Trouble trouble = switch (SettingsReader.read(global.config(), shell.env())) {
            case SettingsResult.Loaded loaded -> {
                settings(loaded, shown, table);
                yield policy(loaded, shown, table);
            }
            case SettingsResult.Invalid invalid ->
                new Trouble(
                        ExitCode.INVALID,
                        invalid.problems().stream()
                                .map(io.rebootmgr.settings.Problem::text)
                                .toList());
        };
        if (json) {
            ArrayNode errors = shown.putArray("errors");
            trouble.lines().forEach(errors::add);
            shell.out().println(Json.pretty(shown));
        } else {
            table.print(shell.out());
        }
        trouble.lines().forEach(line -> shell.err().println("rebootmgr: " + line));
        return trouble.code().number();
    }

    private static void settings(SettingsResult.Loaded loaded, ObjectNode shown, Columns table) {
        table.row("SETTING", "VALUE", "FROM");
        ObjectNode settings = shown.putObject("settings");
        loaded.origins().forEach((key, origin) -> {
            JsonNode value = ShownSettings.value(loaded.settings(), key);
            add(settings, key, value, origin.text());
            table.row(key, ShownSettings.people(value), origin.text());
        });
    }

    private Trouble policy(SettingsResult.Loaded loaded, ObjectNode shown, Columns table) {
        try (Workplace workplace = Workplace.of(loaded.settings(), shell.env())) {
            Keys keys = workplace.keys();
            Self self = workplace.self();
            View view = workplace
                    .consul()
                    .read(
                            Consistency.CONSISTENT,
                            List.of(keys.config(), keys.groupConfig(self.group()), keys.nodeConfig(self.node())));
            if (PolicyState.of(view, keys, self.group(), self.node()) instanceof PolicyState.Missing(String text)) {
                return new Trouble(ExitCode.NOT_INITIALISED, List.of(text));
            }
            return switch (PolicyLayers.read(PolicyState.layers(view, keys, self.group(), self.node()))) {
                case PolicyResult.Effective effective -> {
                    policy(effective, shown, table);
                    yield Trouble.NONE;
                }
                case PolicyResult.Invalid invalid ->
                    new Trouble(
                            ExitCode.INVALID,
                            invalid.problems().stream().map(Problem::text).toList());
            };
        } catch (ConsulException e) {
            return new Trouble(ExitCode.CONSUL, List.of("the policy cannot be read: " + e.reason()));
        } catch (CommandFailure e) {
            return new Trouble(e.code(), List.of(String.valueOf(e.getMessage())));
        }
    }

    private static void policy(PolicyResult.Effective effective, ObjectNode shown, Columns table) {
        table.row("", "", "");
        table.row("POLICY", "VALUE", "FROM");
        ObjectNode policy = shown.putObject("policy");
        effective.origins().forEach((field, origin) -> {
            add(policy, field, ShownPolicy.value(effective.policy(), field), origin.name());
            table.row(field, ShownPolicy.people(effective.policy(), field), origin.name());
        });
    }

    private static void add(ObjectNode to, String name, JsonNode value, String origin) {
        to.putObject(name).put("from", origin).set("value", value);
    }
}
