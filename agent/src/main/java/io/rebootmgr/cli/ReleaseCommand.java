package io.rebootmgr.cli;

import io.rebootmgr.cycle.Release;
import io.rebootmgr.cycle.Release.Result;
import io.rebootmgr.event.Event;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FailedClaim;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Frees the slot of a node that will not come back. */
@Command(
        name = "release",
        description = {
            "Free the slot of a node that will not come back from its reboot or its change. Make sure of that first: the"
                    + " next node of the group may go down at once. `rebootmgr status` shows the claims; for an id or a node that"
                    + " cannot be typed it shows what to type instead.",
            "",
            "Example: rebootmgr release web1 --claim 9f6c1a542e8b --reason 'mainboard broken'"
        })
final class ReleaseCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            paramLabel = "NODE",
            converter = NameConverter.class,
            description = "The node that holds the slot.")
    private String node = "";

    @Option(names = "--claim", required = true, paramLabel = "ID", description = "The id of its claim.")
    private String claim = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why it will not come back, for the logbook.")
    private String reason = "";

    private final Shell shell;

    ReleaseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            String self = workplace.settings().node().name();
            var order = new Release.Order(
                    node, claim, Operator.of(shell.env(), self).name(), reason);
            Result result = new Release(workplace.ports(clock), workplace.self()).carryOut(order);
            return switch (result) {
                case Result.Released released -> {
                    tell(workplace, released);
                    ClaimInGroup was = released.was();
                    Announcement.tell(
                            workplace, new Event.Released(was.group(), was.claim(), order.by(), order.reason()));
                    yield ExitCode.DONE.number();
                }
                case Result.NotThere there -> throw new CommandFailure(ExitCode.USAGE, notThere(there));
                case Result.Unreadable(String text) -> throw new CommandFailure(ExitCode.INVALID, text);
                case Result.Uncertain(String cause) ->
                    throw new CommandFailure(
                            ExitCode.CONSUL,
                            "not known whether the claim was released: " + cause
                                    + "\nlook at `rebootmgr status`, then try again");
            };
        }
    }

    private void tell(Workplace workplace, Result.Released released) {
        ClaimInGroup was = released.was();
        List<ClaimInGroup> left = released.left().orElse(List.of());
        if (left.isEmpty()) {
            shell.say("released: " + node + " gave back its slot of group " + was.group() + ", which it held as "
                    + was.claim().text() + " "
                    + Lasting.since(was.claim().since()));
            asItIs(was);
        } else {
            shell.say("released: claim " + line(was) + "; but " + node + " still holds a slot, by "
                    + left.stream().map(ReleaseCommand::another).collect(Collectors.joining("; and by ")));
        }
        if (released.left().isEmpty()) {
            shell.warn("not known whether " + node + " holds a slot by another claim: Consul does not answer any more;"
                    + " see `rebootmgr status --node " + node + "`");
        }
        if (!released.logged()) {
            shell.warn("not written to the logbook: the key " + workplace.keys().history(node)
                    + " cannot be read and was left as it is");
        }
    }

    private static String another(ClaimInGroup held) {
        return "claim " + line(held) + ": if that one is to go as well, " + FailedClaim.release(held.claim());
    }

    private void asItIs(ClaimInGroup was) {
        if (!was.claim().isCommitted()) {
            shell.say(
                    "if its run is still at work there, it ends with exit code 5 within seconds, and undoes its drain;"
                            + " if it was killed the next one does, and `rebootmgr run --undo` on " + node + " now");
        } else {
            shell.say(asItIs(was.claim().state()));
            if (was.claim().state() == ClaimState.CHANGING) {
                shell.say("what asked for that change asks on, and the same run begins it anew: "
                        + Suggestion.of("rebootmgr cancel").argument(node).typed()
                        + " takes a request back before that");
            }
        }
    }

    /** A release frees the slot and nothing else: what the node is left as, and what puts it back. */
    private String asItIs(ClaimState state) {
        String drained = "it may still be drained, and in Consul's maintenance mode: its next run ";
        return switch (state) {
            case CHANGING ->
                drained + "undoes that with its abort tasks, and `rebootmgr run --undo` on " + node + " does it now";
            case DRAINED ->
                "it is still drained: its next run undoes that with its abort tasks, and `rebootmgr run --undo` on "
                        + node + " does it now";
            case RETURNING ->
                drained + "goes on with its return and post_boot tasks, and `rebootmgr run` on " + node
                        + " does it now";
            default ->
                "if it comes back all the same, its agent finishes the return, and where it never went down undoes its"
                        + " drain; Consul's maintenance mode of the node is left as it is";
        };
    }

    private String notThere(Result.NotThere there) {
        List<ClaimInGroup> own = there.standing().ofNode(node);
        String standing = own.isEmpty()
                ? node + " holds no slot of any group"
                : "standing for " + node + ": "
                        + own.stream().map(ReleaseCommand::line).collect(Collectors.joining("; "));
        String other = WhoseClaim.meant(there.standing(), node, claim);
        return "nothing was released: no claim " + claim + " of " + node + " stands there" + other + "\n" + standing;
    }

    private static String line(ClaimInGroup held) {
        return Typed.id(held.claim().id()) + " in group " + held.group() + ", "
                + held.claim().text() + " "
                + Lasting.since(held.claim().since());
    }
}
