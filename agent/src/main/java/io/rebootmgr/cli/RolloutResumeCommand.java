package io.rebootmgr.cli;

import io.rebootmgr.rollout.Orders;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the pause of a rollout. */
@Command(
        name = "resume",
        description = {
            "End the pause of a rollout.",
            "",
            "Example: rebootmgr rollout resume 9f6c1a542e8b --reason 'it was the network'"
        })
final class RolloutResumeCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RolloutOrders orders = new RolloutOrders();

    private final Shell shell;

    RolloutResumeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            return orders.carryOut(workplace, shell, Orders::resume);
        }
    }
}
