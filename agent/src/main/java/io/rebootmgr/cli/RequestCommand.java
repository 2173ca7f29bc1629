package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.verdict.ExitCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for a reboot of a node by its key in Consul. */
@Command(
        name = "request",
        description = {
            "Ask for a reboot of a node: its next run by the timer reboots it as soon as no gate holds.",
            "",
            "Example: rebootmgr request web1 --reason 'kernel update'"
        })
final class RequestCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NODE",
            converter = NameConverter.class,
            description = "The node (default: this one).")
    private @Nullable String node;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for the claim and the logbook (default: who asked).")
    private @Nullable String reason;

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    RequestCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            String self = workplace.settings().node().name();
            String name = node == null ? self : node;
            force.require(Known.node(workplace, name, Known.Witness.NO_ORDER), spec, shell);
            String why = reason == null
                    ? "requested by " + Operator.of(shell.env(), self).name()
                    : reason;
            Keys keys = workplace.keys();
            String key = keys.rebootRequired(name);
            // Written anew even if it says the same: Consul would not change the index, and by that a node which is
            // just
            // rebooting tells that somebody asked again.
            List<Operation> write =
                    List.of(new Operation.Delete(key), new Operation.Put(key, why.getBytes(StandardCharsets.UTF_8)));
            View before = KeyChange.make(workplace.consul(), List.of(key, keys.lease(name)), now -> write);
            shell.say("requested: " + name + " reboots at its next run (" + key + ": " + why + ")");
            Optional<View.Entry> old = before.get(key);
            old.ifPresent(entry -> shell.say("it was requested before: " + entry.text()));
            LeaseState.in(before, keys, name)
                    .holder()
                    .ifPresent(holder ->
                            shell.warn(name + " reboots when its lease has ended only: it is leased by " + holder));
            return ExitCode.DONE.number();
        }
    }
}
