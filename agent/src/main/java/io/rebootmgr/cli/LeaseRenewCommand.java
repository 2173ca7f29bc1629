package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a lease with a TTL live on. */
@Command(
        name = "renew",
        description = {
            "Let a lease with a TTL live for another one. 64 when the node is not leased under this id (any more).",
            "",
            "Example: rebootmgr lease renew web1 --id 9f6c1a542e8b"
        })
final class LeaseRenewCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "NODE", converter = NameConverter.class, description = "The node.")
    private String node = "";

    @Option(names = "--id", required = true, paramLabel = "ID", description = "The lease's id.")
    private String id = "";

    private final Shell shell;

    LeaseRenewCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Keys keys = workplace.keys();
            View view = workplace.consul().read(Consistency.CONSISTENT, List.of(keys.lease(node)));
            LeaseState standing = LeaseState.in(view, keys, node);
            if (!(standing instanceof LeaseState.Held(Lease lease))
                    || !lease.id().equals(id)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "nothing was renewed: " + LeaseReleaseCommand.standing(workplace, node, id, standing));
            }
            Optional<String> session = view.get(keys.lease(node)).flatMap(View.Entry::session);
            if (session.isPresent() && !workplace.consul().renewSession(session.get())) {
                throw new CommandFailure(
                        ExitCode.CLAIM_LOST,
                        "the lease on " + node + " has just ended: Consul knows its session no more");
            }
            return ExitCode.DONE.number();
        }
    }
}
