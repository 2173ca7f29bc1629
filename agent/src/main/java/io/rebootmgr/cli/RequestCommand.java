package io.rebootmgr.cli;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.ChangeRequest;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.verdict.ExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
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

/** Asks for a change of nodes by their keys in Consul. */
@Command(
        name = "request",
        description = {
            "Ask for a reboot of nodes, or another change: their next run by the timer makes it as soon as no gate"
                    + " holds.",
            "",
            "Example: rebootmgr request web1 --reason 'kernel update'"
        })
final class RequestCommand implements Callable<Integer> {
    /** A transaction has room for so many: what is read of each are three keys, and two operations write it. */
    private static final int AT_ONCE = Operation.MOST / 3;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0..*",
            paramLabel = "NODE",
            description = "The nodes: names, ranges as web[1-3,7], @GROUP (default: this one).")
    private List<String> nodes = new ArrayList<>();

    @Option(
            names = "--change",
            paramLabel = "KIND",
            converter = ChangeKindConverter.class,
            description = "What is asked for: hot, drain or reboot (the default).")
    private ChangeKind change = ChangeKind.REBOOT;

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
            List<String> names =
                    nodes.isEmpty() ? List.of(KnownName.thisNode(workplace)) : NamedNodes.of(workplace, nodes);
            if (!nodes.isEmpty()) {
                force.require(KnownName.nodes(workplace, names, KnownName.Witness.NO_ORDER), spec, shell);
            }
            String by =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            NamedNodes.inBatches(names, AT_ONCE, some -> request(workplace, some, by));
            if (names.size() == 1) {
                tellWhatHolds(workplace, names.getFirst());
            }
            return ExitCode.DONE.number();
        }
    }

    private void request(Workplace workplace, List<String> names, String by) {
        Keys keys = workplace.keys();
        String why = reason == null ? "requested by " + by : reason;
        byte[] value = change == ChangeKind.REBOOT
                ? why.getBytes(StandardCharsets.UTF_8)
                : new ChangeRequest(change, why, by).bytes(Instant.now());
        List<String> seen = new ArrayList<>();
        List<Operation> write = new ArrayList<>();
        for (String name : names) {
            seen.addAll(List.of(key(keys, name), keys.lease(name), keys.status(name)));
            // Written anew even if it says the same: Consul would not change the index, and by that a node which is
            // just rebooting tells that somebody asked again.
            write.add(new Operation.Delete(key(keys, name)));
            write.add(new Operation.Put(key(keys, name), value));
        }
        View before = KeyWrite.make(workplace.consul(), seen, now -> write);
        names.forEach(name -> tell(keys, name, why, before));
    }

    private String key(Keys keys, String node) {
        return change == ChangeKind.REBOOT ? keys.rebootRequired(node) : keys.changeRequired(node);
    }

    private void tell(Keys keys, String name, String why, View before) {
        String does = switch (change) {
            case HOT -> "makes a hot change";
            case DRAIN -> "is drained and changed";
            case REBOOT -> "reboots";
        };
        shell.say("requested: " + name + " " + does + " at its next run (" + key(keys, name) + ": " + why + ")");
        Optional<View.Entry> old = before.get(key(keys, name));
        old.ifPresent(entry -> shell.say("it was requested before: " + Requested.text(entry)));
        LeaseState.in(before, keys, name)
                .holder(ZoneId::systemDefault)
                .ifPresent(holder ->
                        shell.warn(name + " " + does + " only when its lease has ended: it is leased by " + holder));
        if (change != ChangeKind.REBOOT && isOlder(keys, name, before)) {
            shell.warn("the agent on " + name + " knows of reboots only and does not see this request: upgrade it");
        }
    }

    /** Of one node: of many it would be a page. */
    private void tellWhatHolds(Workplace workplace, String name) {
        try {
            StillStanding.of(workplace, new Scope.Node(name)).forEach(shell::warn);
        } catch (ConsulException e) {
            shell.warn("not known whether a stop or a pause holds " + name + ": " + e.reason());
        }
    }

    private static boolean isOlder(Keys keys, String node, View before) {
        try {
            Optional<View.Entry> status = before.get(keys.status(node));
            return status.isPresent() && NodeStatus.parse(status.get().value()).speaks() < NodeStatus.SPEAKS;
        } catch (MalformedJson e) {
            return false;
        }
    }
}
