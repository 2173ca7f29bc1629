package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.ChangeLog;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.Problem;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.show.ConfigPage;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    ConfigShowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        ConfigPage shown = switch (SettingsReader.read(global.config(), shell.env())) {
            case SettingsResult.Loaded loaded -> withPolicy(loaded);
            case SettingsResult.Invalid invalid ->
                new ConfigPage(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        ExitCode.INVALID,
                        invalid.problems().stream()
                                .map(io.rebootmgr.settings.SettingProblem::text)
                                .toList());
        };
        if (json) {
            shell.out().println(Json.pretty(shown.json()));
        } else {
            shell.print(shown.page(shell.coloured()));
        }
        shown.errors().forEach(shell::warn);
        return shown.code().number();
    }

    private ConfigPage withPolicy(SettingsResult.Loaded loaded) {
        try (Workplace workplace = Workplace.of(loaded.settings(), shell.env())) {
            Keys keys = workplace.keys();
            Self self = workplace.self();
            View view = workplace
                    .consul()
                    .read(
                            Consistency.CONSISTENT,
                            List.of(keys.config(), keys.groupConfig(self.group()), keys.nodeConfig(self.node())));
            if (PolicyState.of(view, keys, self.group(), self.node()) instanceof PolicyState.Missing(String text)) {
                return without(loaded, ExitCode.NOT_INITIALISED, List.of(text));
            }
            return switch (PolicyLayers.read(PolicyState.layers(view, keys, self.group(), self.node()))) {
                case PolicyResult.Effective effective -> {
                    List<String> unreadable = new ArrayList<>();
                    List<ConfigPage.Changes> changes = changes(workplace, view, unreadable);
                    yield new ConfigPage(
                            Optional.of(loaded), Optional.of(effective), changes, ExitCode.DONE, unreadable);
                }
                case PolicyResult.Invalid invalid ->
                    without(
                            loaded,
                            ExitCode.INVALID,
                            invalid.problems().stream().map(Problem::text).toList());
            };
        } catch (ConsulException e) {
            return without(loaded, ExitCode.CONSUL, List.of("the policy cannot be read: " + e.reason()));
        } catch (CommandFailure e) {
            return without(loaded, e.code(), List.of(String.valueOf(e.getMessage())));
        }
    }

    private static ConfigPage without(SettingsResult.Loaded loaded, ExitCode code, List<String> errors) {
        return new ConfigPage(Optional.of(loaded), Optional.empty(), List.of(), code, errors);
    }

    /**
     * Who changed the layers, where that can be read: it is shown for people and decides nothing.
     *
     * @param unreadable is told of what cannot
     */
    private static List<ConfigPage.Changes> changes(Workplace workplace, View layers, List<String> unreadable) {
        Keys keys = workplace.keys();
        Self self = workplace.self();
        List<ConfigPage.Changes> changes = new ArrayList<>();
        for (Scope scope : List.of(new Scope.Fleet(), new Scope.Group(self.group()), new Scope.Node(self.node()))) {
            String key = scope.configChangesKey(keys);
            try {
                Optional<View.Entry> noted = workplace
                        .consul()
                        .read(Consistency.CONSISTENT, List.of(key))
                        .get(key);
                if (noted.isPresent()) {
                    String layer = scope.configKey(keys);
                    // Both are written in one transaction, and so have one index.
                    boolean byHand = layers.index(layer) > noted.get().modifyIndex();
                    ChangeLog log = ChangeLog.parse(noted.get().value());
                    log.broken().forEach(one -> unreadable.add(new Unreadable(key, one.why()).text()));
                    if (!log.notes().isEmpty()) {
                        changes.add(new ConfigPage.Changes(layer, log, byHand));
                    }
                }
            } catch (MalformedJson e) {
                unreadable.add(new Unreadable(key, e.reason()).text());
            } catch (ConsulException e) {
                unreadable.add("who changed the policy of " + scope.text() + " cannot be read: " + e.reason());
            }
        }
        return changes;
    }
}
