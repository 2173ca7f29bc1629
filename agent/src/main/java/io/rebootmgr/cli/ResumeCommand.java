package io.rebootmgr.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.NodeSwitch;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.verdict.ExitCode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends a stop. */
@Command(
        name = "resume",
        description = {
            "End the stop of the fleet, a group or a node. With --node it also forgets the node's failures and unparks"
                    + " it: a trigger that is still there counts again, and reboots for one reason are counted from"
                    + " zero; and a node that disabled itself is enabled. A pause goes on: `rebootmgr unpause` ends it.",
            "",
            "Example: rebootmgr resume --node web1"
        })
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    ResumeCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Scope scope = options.scope();
            force.require(KnownName.of(workplace, scope, KnownName.Witness.ANY_KEY), spec, shell);
            Keys keys = workplace.keys();
            List<String> prefixes = new ArrayList<>(List.of(scope.stopKey(keys)));
            if (scope instanceof Scope.Node(String name)) {
                prefixes.add(keys.status(name));
                prefixes.add(keys.disabled(name));
                prefixes.add(keys.nodeConfig(name));
                prefixes.add(keys.history(name));
            }
            View before = KeyWrite.make(workplace.consul(), prefixes, now -> plan(now, keys, scope));
            List<String> done = done(before, keys, scope, workplace.self().zone());
            if (done.isEmpty()) {
                shell.say("nothing to resume: " + scope.text() + " is not stopped");
            } else {
                shell.say("resumed " + scope.text() + ": " + String.join(", ", done));
            }
            try {
                List<String> standing = StillStanding.of(workplace, scope);
                standing.forEach(shell::say);
                if (!done.isEmpty()) {
                    String how = standing.isEmpty() ? " goes on" : " goes on where nothing of that stands";
                    RolloutsBehind.of(workplace, scope, how).forEach(shell::say);
                }
            } catch (ConsulException e) {
                shell.warn("not known what else stands or goes on: " + e.reason());
            }
            before.get(scope.stopKey(keys))
                    .map(entry -> StopFlag.in(entry, scope.flag(), scope.name()))
                    .ifPresent(stop -> announce(workplace, scope, stop.reason()));
            return ExitCode.DONE.number();
        }
    }

    private void announce(Workplace workplace, Scope scope, String stop) {
        String operator =
                Operator.of(shell.env(), workplace.settings().node().name()).name();
        Announcement.tell(workplace, new Event.StopCleared(scope.kind(), scope.name(), operator, stop));
    }

    private static List<Operation> plan(View now, Keys keys, Scope scope) {
        List<Operation> operations = new ArrayList<>();
        String stop = scope.stopKey(keys);
        if (now.get(stop).isPresent()) {
            operations.add(new Operation.Delete(stop));
        }
        if (scope instanceof Scope.Node(String name)) {
            if (now.get(keys.disabled(name)).isPresent()) {
                operations.add(new Operation.Delete(keys.disabled(name)));
            }
            now.get(keys.nodeConfig(name))
                    .flatMap(layer -> NodeSwitch.enabledAgain(layer.value()).map(left -> put(layer, left)))
                    .ifPresent(operations::add);
            Optional<NodeStatus> status = status(now, keys.status(name));
            status.map(old -> old.resumed(newestCounted(now, keys.history(name))))
                    .filter(resumed -> !resumed.equals(status.get()))
                    .ifPresent(resumed -> operations.add(
                            new Operation.PutIf(keys.status(name), resumed.bytes(), now.index(keys.status(name)))));
        }
        return operations;
    }

    private static Operation put(View.Entry layer, ObjectNode left) {
        return left.isEmpty()
                ? new Operation.DeleteIf(layer.key(), layer.modifyIndex())
                : new Operation.PutIf(layer.key(), Json.bytes(left), layer.modifyIndex());
    }

    private static List<String> done(View before, Keys keys, Scope scope, Supplier<ZoneId> zone) {
        List<String> done = new ArrayList<>();
        before.get(scope.stopKey(keys))
                .map(entry -> StopFlag.in(entry, scope.flag(), scope.name()))
                .ifPresent(stop -> done.add("cleared " + stop.key() + " (" + stop.text(zone.get()) + ")"));
        if (scope instanceof Scope.Node(String name)) {
            before.get(keys.disabled(name)).ifPresent(e -> done.add("enabled it again (" + e.text() + ")"));
            before.get(keys.nodeConfig(name))
                    .filter(layer -> NodeSwitch.enabledAgain(layer.value()).isPresent())
                    .ifPresent(layer -> done.add("enabled it again in " + layer.key()));
            status(before, keys.status(name)).ifPresent(status -> {
                if (status.failures() > 0) {
                    done.add("forgot " + status.failures() + (status.failures() == 1 ? " failure" : " failures"));
                }
                status.parked().forEach(parked -> done.add("unparked " + parked.trigger()));
                status.loop().triggers().forEach(trigger -> done.add("forgot what was done for " + trigger));
                if (done.isEmpty() && !status.resumed("").equals(status)) {
                    done.add("was " + status.state().label());
                }
            });
        }
        return done;
    }

    /** The node's last word, which must not be overwritten when it cannot be read. */
    private static Optional<NodeStatus> status(View view, String key) {
        try {
            Optional<View.Entry> entry = view.get(key);
            return entry.isPresent() ? Optional.of(NodeStatus.parse(entry.get().value())) : Optional.empty();
        } catch (MalformedJson e) {
            throw new CommandFailure(ExitCode.INVALID, "nothing was resumed: " + Facts.malformed(key, e));
        }
    }

    /** A logbook that cannot be read holds nothing to be forgiven. */
    private static String newestCounted(View view, String key) {
        try {
            Optional<View.Entry> entry = view.get(key);
            return entry.isPresent() ? History.parse(entry.get().value()).newestCounted() : "";
        } catch (MalformedJson e) {
            return "";
        }
    }
}
