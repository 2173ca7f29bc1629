package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.file.PlainFile;
import io.rebootmgr.host.HostException;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.policy.Problem;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.verdict.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether settings and policy are valid, with all that is wrong at once. */
@Command(
        name = "validate",
        description = {
            "Show everything that is wrong with FILE; without FILE, with this node's settings and tasks and every layer of"
                    + " the policy in Consul. FILE is policy if it ends in .json, settings if in .toml (environment"
                    + " variables do not count then).",
            "",
            "Example: rebootmgr config validate fleet.json && consul kv put service/rebootmgr/config @fleet.json"
        })
final class ConfigValidateCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "Policy (.json) or settings (.toml).")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec;

    private final Shell shell;
    private final List<String> problems = new ArrayList<>();
    private final List<String> valid = new ArrayList<>();

    ConfigValidateCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        ExitCode code = ExitCode.DONE;
        if (file == null) {
            Optional<Workplace> workplace =
                    settings(SettingsReader.read(global.config(), shell.env()), shell.env(), "this node's settings");
            if (workplace.isPresent()) {
                try (Workplace open = workplace.get()) {
                    code = policyInConsul(open);
                    tasks(open.tasks());
                }
            }
        } else if (file.toString().endsWith(".json")) {
            policyIn(file);
        } else if (file.toString().endsWith(".toml")) {
            settings(SettingsReader.inspect(file), Map.of(), "the settings in " + file)
                    .ifPresent(Workplace::close);
        } else {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), file + " ends neither in .json (policy) nor in .toml (settings)");
        }
        valid.forEach(what -> shell.say("valid: " + what));
        problems.forEach(shell::warn);
        return (code == ExitCode.DONE && !problems.isEmpty() ? ExitCode.INVALID : code).number();
    }

    /** What the settings lead to, if they are valid. Nothing is connected to. */
    private Optional<Workplace> settings(SettingsResult read, Map<String, String> env, String what) {
        switch (read) {
            case SettingsResult.Invalid invalid -> invalid.problems().forEach(problem -> problems.add(problem.text()));
            case SettingsResult.Loaded loaded -> {
                try {
                    Workplace workplace = Workplace.of(loaded.settings(), env);
                    valid.add(what);
                    return Optional.of(workplace);
                } catch (CommandFailure e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return Optional.empty();
    }

    /** That every stage can be run, in the order that the headers of its tasks ask for. */
    private void tasks(TaskRunner runner) {
        for (Stage stage : Stage.OF_TASKS) {
            try {
                switch (runner.list(stage)) {
                    case Listing.Found found
                    when !found.tasks().isEmpty() -> valid.add("the " + stage.label() + " tasks and their order");
                    case Listing.Refused refused -> problems.addAll(refused.causes());
                    default -> {
                        // `doctor` tells whether the directory has to be there.
                    }
                }
            } catch (HostException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private void policyIn(Path from) {
        byte[] content;
        try {
            content = PlainFile.read(from, Layer.LARGEST + 1);
        } catch (IOException e) {
            problems.add(from + ": " + PlainFile.why(e) + ", expected a policy");
            return;
        }
        policy(List.of(new Layer(from.toString(), LayerKind.FLEET, content)));
    }

    private ExitCode policyInConsul(Workplace workplace) {
        Keys keys = workplace.keys();
        List<Layer> layers = new ArrayList<>();
        View own;
        var self = workplace.settings().node();
        try {
            Consul consul = workplace.consul();
            own = consul.read(
                    Consistency.CONSISTENT,
                    List.of(keys.config(), keys.groupConfig(self.group()), keys.nodeConfig(self.name())));
            own.get(keys.config()).ifPresent(e -> layers.add(new Layer(e.key(), LayerKind.FLEET, e.value())));
            layers.addAll(layers(consul, keys.groups(), LayerKind.GROUP));
            layers.addAll(layers(consul, keys.nodes(), LayerKind.NODE));
        } catch (ConsulException e) {
            problems.add("the policy cannot be read: " + e.reason());
            return ExitCode.CONSUL;
        }
        layers.forEach(layer -> policy(List.of(layer)));
        if (problems.isEmpty()) {
            try {
                ListsOfFleet.contradictions(workplace, Optional.empty()).forEach(both -> problems.add(both.text()));
            } catch (ConsulException e) {
                problems.add("who is in which group cannot be read: " + e.reason());
                return ExitCode.CONSUL;
            }
        }
        if (problems.isEmpty()
                && PolicyState.of(own, keys, self.group(), self.name()) instanceof PolicyState.Missing(String text)) {
            problems.add(text);
            return ExitCode.NOT_INITIALISED;
        }
        return ExitCode.DONE;
    }

    /**
     * The layers of every group or node. Their other keys, a node's logbook above all, are many and large: left unread.
     */
    static List<Layer> layers(Consul consul, String above, LayerKind kind) {
        List<String> names = consul.keys(Consistency.CONSISTENT, above).stream()
                .filter(key -> key.substring(above.length()).matches("[^/]+/config"))
                .toList();
        List<Layer> layers = new ArrayList<>();
        for (int from = 0; from < names.size(); from += Operation.MOST) {
            List<String> some = names.subList(from, Math.min(names.size(), from + Operation.MOST));
            View view = consul.read(Consistency.CONSISTENT, some);
            some.forEach(name ->
                    view.get(name).ifPresent(entry -> layers.add(new Layer(entry.key(), kind, entry.value()))));
        }
        return layers;
    }

    private void policy(List<Layer> layers) {
        switch (PolicyLayers.read(layers)) {
            case PolicyResult.Invalid invalid ->
                invalid.problems().stream().map(Problem::text).forEach(problems::add);
            case PolicyResult.Effective effective ->
                layers.forEach(layer -> valid.add("the policy in " + layer.name()));
        }
    }
}
