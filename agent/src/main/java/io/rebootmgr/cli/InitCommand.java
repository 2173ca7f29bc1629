package io.rebootmgr.cli;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.policy.DefaultPolicy;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.verdict.ExitCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a first policy. */
@Command(
        name = "init",
        description = {
            "Write a default fleet policy to Consul if there is none. Nothing reboots without a policy.",
            "",
            "Example: rebootmgr init --limit 2"
        })
final class InitCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many nodes of a group may be out of service at once (default: ${DEFAULT-VALUE}).")
    private int limit = 1;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    InitCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--limit is " + limit + ", expected 1 or more");
        }
        String policy = DefaultPolicy.text(limit);
        byte[] value = policy.getBytes(StandardCharsets.UTF_8);
        if (PolicyLayers.read(List.of(new Layer("--limit", LayerKind.FLEET, value)))
                instanceof PolicyResult.Invalid no) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), no.problems().getFirst().text());
        }
        try (Workplace workplace = global.open(shell)) {
            String key = workplace.keys().config();
            View before = KeyWrite.make(
                    workplace.consul(),
                    List.of(key),
                    now -> now.get(key).isPresent() ? List.of() : List.of(new Operation.PutIf(key, value, 0)));
            Optional<View.Entry> old = before.get(key);
            if (old.isPresent() && !Arrays.equals(old.get().value(), value)) {
                shell.say("nothing written: there is a policy at " + key + " already; see `rebootmgr config show`,"
                        + " and change it with `rebootmgr config set`");
            } else if (old.isPresent()) {
                shell.say("this very policy stands at " + key);
            } else {
                shell.say("wrote a default policy to " + key + ":");
                policy.strip().lines().forEach(shell::say);
            }
            return ExitCode.DONE.number();
        }
    }
}
