package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes back what {@link RequestCommand} asked for. */
@Command(
        name = "cancel",
        description = {
            "Take back requests for a reboot or another change of nodes. What is committed already is not stopped by"
                    + " this, and trigger files on the node stay.",
            "",
            "Example: rebootmgr cancel web[1-3]"
        })
final class CancelCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0..*",
            paramLabel = "NODE",
            description = "The nodes: names, ranges as web[1-3,7], @GROUP (default: this one).")
    private List<String> nodes = new ArrayList<>();

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    CancelCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            String self = workplace.settings().node().name();
            List<String> names =
                    nodes.isEmpty() ? List.of(KnownName.thisNode(workplace)) : NamedNodes.of(workplace, nodes);
            if (!nodes.isEmpty()) {
                names.forEach(
                        name -> force.require(KnownName.node(workplace, name, KnownName.Witness.ANY_KEY), spec, shell));
            }
            names.forEach(name -> cancel(workplace, name));
            if (names.contains(self)) {
                workplace
                        .host()
                        .triggerFiles()
                        .forEach(
                                file -> shell.say("the file " + file.path() + " still asks for a reboot of this node"));
            }
            return ExitCode.DONE.number();
        }
    }

    private void cancel(Workplace workplace, String name) {
        Keys keys = workplace.keys();
        List<String> spellings =
                List.of(keys.rebootRequired(name), keys.changeRequired(name), keys.pythonRebootRequired(name));
        List<String> prefixes = new ArrayList<>(spellings);
        prefixes.add(keys.groups());
        View before = KeyWrite.make(
                workplace.consul(),
                prefixes,
                now -> spellings.stream()
                        .filter(key -> now.get(key).isPresent())
                        .<Operation>map(Operation.Delete::new)
                        .toList());
        boolean any = false;
        for (String key : spellings) {
            Optional<View.Entry> request = before.get(key);
            if (request.isPresent()) {
                any = true;
                shell.say("cancelled: " + key + ": " + Requested.text(request.get()));
            }
        }
        if (!any) {
            shell.say("nothing to cancel: no change of " + name + " is requested in Consul (" + spellings.getFirst()
                    + ")");
        }
        for (ClaimInGroup held : FleetClaims.ofBothLists(before, keys).ofNode(name)) {
            shell.say(inProgress(name, held));
        }
    }

    private static String inProgress(String node, ClaimInGroup held) {
        if (held.isHot()) {
            return node + " is " + held.text() + " "
                    + Lasting.since(held.claim().since())
                    + ", and goes on with that once its tasks have begun; "
                    + Suggestion.of("rebootmgr stop").option("--node", node).typed() + " ends it at once";
        }
        return !held.claim().isCommitted()
                ? node + " is preparing to reboot: it gives up before the reboot unless something else asks for it;"
                        + " "
                        + Suggestion.of("rebootmgr stop").option("--node", node).typed() + " ends it at once"
                : "too late for the reboot that is under way: " + node + " is "
                        + held.claim().state().label() + " "
                        + Lasting.since(held.claim().since());
    }
}
