package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.event.Event;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.leasing.LeaseRelease;
import io.rebootmgr.leasing.LeaseRelease.Result;
import io.rebootmgr.logbook.LeaseEntry.How;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a lease back. */
@Command(
        name = "release",
        description = {
            "Give the lease of a node back: the node is rebootmgr's again, and anybody's. An operator ends whatever stands"
                    + " there with --force, for a holder that is gone for good.",
            "",
            "Example: rebootmgr lease release web1 --id 9f6c1a542e8b"
        })
final class LeaseReleaseCommand implements Callable<Integer> {
    /** Somebody waits for the answer, and can try again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "NODE", converter = NameConverter.class, description = "The node.")
    private String node = "";

    @Option(names = "--id", paramLabel = "ID", description = "The lease's id.")
    private @Nullable String id;

    @Option(
            names = "--force",
            description = "End it, whoever has it and whatever its id; a command under `lease exec` is ended with it.")
    private boolean force;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for the logbook; required with --force.")
    private @Nullable String reason;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    LeaseReleaseCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (id == null && !force) {
            throw new ParameterException(
                    spec.commandLine(),
                    "which lease? --id ID, as `rebootmgr lease list` shows it; --force --reason WHY ends any");
        }
        if (force && reason == null) {
            throw new ParameterException(spec.commandLine(), "--force needs --reason: whoever has the lease will ask");
        }
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            String by =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            String why = reason == null ? "" : reason;
            LeaseRelease.Order order =
                    new LeaseRelease.Order(node, Optional.ofNullable(id), force ? How.FORCED : How.RELEASED, by, why);
            Result result = new LeaseRelease(workplace.consul(), workplace.keys(), clock).carryOut(order, PATIENCE);
            return switch (result) {
                case Result.Released(LeaseState was) -> {
                    shell.say("released: " + node + " was leased by "
                            + was.holder(ZoneId::systemDefault).orElse("nobody any more")
                            + "; whatever it held back, such as a reboot, goes on at the node's next run");
                    if (was instanceof LeaseState.Held(Lease lease)) {
                        Announcement.tell(workplace, new Event.LeaseReleased(node, lease, by, why, force));
                    }
                    yield ExitCode.DONE.number();
                }
                case Result.NotThere(LeaseState standing) ->
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "nothing was released: " + standing(workplace, node, id == null ? "" : id, standing));
                case Result.Uncertain(String cause) ->
                    throw new CommandFailure(
                            ExitCode.CONSUL,
                            "not known whether the lease was released: " + cause + "\nlook at "
                                    + Suggestion.of("rebootmgr lease check")
                                            .argument(node)
                                            .typed() + ", then try again");
            };
        }
    }

    /** What stands there in place of the lease that was named. */
    static String standing(Workplace workplace, String node, String id, LeaseState standing) {
        Keys keys = workplace.keys();
        boolean isClaim = FleetClaims.ofBothLists(
                        workplace.consul().read(Consistency.DEFAULT, List.of(keys.groups())), keys)
                .ofNode(node)
                .stream()
                .anyMatch(held -> held.claim().id().equals(id));
        if (isClaim) {
            return id + " is the claim of " + node + " itself; "
                    + Suggestion.of("rebootmgr release")
                            .argument(node)
                            .option("--claim", id)
                            .asIs("--reason WHY")
                            .typed()
                    + " frees its slot";
        }
        return standing.holder(ZoneId::systemDefault)
                .map(holder -> node + " is leased under another id, by " + holder)
                .orElse(node + " is not leased");
    }
}
