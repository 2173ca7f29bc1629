package io.rebootmgr.cli;

import io.rebootmgr.rollout.Orders;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a rollout. */
@Command(
        name = "abort",
        description = {
            "End a rollout: nothing new begins under it. What nodes have committed, or change in service, goes on"
                    + " to its end; a drain that is not committed is given up.",
            "",
            "Example: rebootmgr rollout abort 9f6c1a542e8b --reason 'v42 leaks memory'"
        })
final class RolloutAbortCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RolloutOrders orders = new RolloutOrders();

    private final Shell shell;

    RolloutAbortCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            return orders.carryOut(workplace, shell, Orders::abort);
        }
    }
}
