package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
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
    /** A transaction has room for so many: of each there are three keys that may ask. */
    private static final int AT_ONCE = Operation.MOST / 3;

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
                force.require(KnownName.nodes(workplace, names, KnownName.Witness.ANY_KEY), spec, shell);
            }
            NamedNodes.inBatches(names, AT_ONCE, some -> cancel(workplace, some));
            tellWhatGoesOn(workplace, names);
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

    private static List<String> spellings(Keys keys, String name) {
        return List.of(keys.rebootRequired(name), keys.changeRequired(name), keys.pythonRebootRequired(name));
    }

    private void cancel(Workplace workplace, List<String> names) {
        Keys keys = workplace.keys();
        List<String> all =
                names.stream().flatMap(name -> spellings(keys, name).stream()).toList();
        View before = KeyWrite.make(
                workplace.consul(),
                all,
                now -> all.stream()
                        .filter(key -> now.get(key).isPresent())
                        .<Operation>map(Operation.Delete::new)
                        .toList());
        names.forEach(name -> tell(name, spellings(keys, name), before));
    }

    private void tell(String name, List<String> spellings, View before) {
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
    }

    /** Once for all of them, whatever becomes of that: the requests are taken back. */
    private void tellWhatGoesOn(Workplace workplace, List<String> names) {
        Keys keys = workplace.keys();
        try {
            View groups = workplace.consul().read(Consistency.CONSISTENT, List.of(keys.groups()));
            FleetClaims claims = FleetClaims.ofBothLists(groups, keys);
            names.forEach(name -> claims.ofNode(name).forEach(held -> shell.say(inProgress(name, held))));
        } catch (ConsulException e) {
            shell.warn("not known whether a change of these nodes is in progress: " + e.reason());
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
