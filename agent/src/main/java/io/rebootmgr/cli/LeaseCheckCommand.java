package io.rebootmgr.cli;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.verdict.ExitCode;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether a node is free. */
@Command(
        name = "check",
        description = {
            "Say whether somebody disturbs a node, or rebootmgr reboots it: 0 when it is free, 12 when it is taken.",
            "",
            "Example: rebootmgr lease check web1"
        })
final class LeaseCheckCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "NODE", converter = NameConverter.class, description = "The node.")
    private String node = "";

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    LeaseCheckCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Keys keys = workplace.keys();
            View view = workplace
                    .consul()
                    .read(Consistency.CONSISTENT, List.of(keys.node(node), keys.groups(), keys.rolloutLocks()));
            LeaseState lease = LeaseState.in(view, keys, node);
            FleetClaims claims = FleetClaims.ofBothLists(view, keys);
            Optional<ClaimInGroup> claim =
                    claims.ofNode(node).stream().filter(ClaimInGroup::counts).findFirst();
            if (!lease.isFree()) {
                shell.say(node + " is leased by "
                        + lease.holder(ZoneId::systemDefault).orElse("") + "; " + lease.wayOut(node) + " ends that");
                return ExitCode.LEASED.number();
            }
            if (claim.isPresent()) {
                boolean isRebooted = claim.get().claim().change() == ChangeKind.REBOOT;
                shell.say(node + " is " + (isRebooted ? "rebooted" : "changed") + " by rebootmgr: claim "
                        + Typed.id(claim.get().claim().id()) + " in group "
                        + claim.get().group() + ", " + claim.get().text() + " "
                        + Lasting.since(claim.get().claim().since())
                        + claim.get().because());
                return ExitCode.LEASED.number();
            }
            Optional<String> word = FleetClaims.ownWordOf(view, keys, node);
            if (word.isPresent()) {
                shell.say(node + " is " + word.get());
                return ExitCode.LEASED.number();
            }
            List<String> complaints = FleetClaims.complaintsAbout(view, keys, node);
            if (!complaints.isEmpty()) {
                throw new CommandFailure(ExitCode.INVALID, String.join("\n", complaints));
            }
            // Whoever asks goes on when it is free: a slip would be a yes.
            force.require(KnownName.node(workplace, node, KnownName.Witness.NO_ORDER), spec, shell);
            shell.say(node + " is free");
            return ExitCode.DONE.number();
        }
    }
}
