package io.rebootmgr.cli;

import io.rebootmgr.rollout.Orders;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the soak of a wave. */
@Command(
        name = "advance",
        description = {
            "End the soak of the wave now: the next run judges how its nodes stand and opens the next wave."
                    + " A wave without any node left that was done gives way to the next one.",
            "",
            "Example: rebootmgr rollout advance 9f6c1a542e8b --reason 'looked at by hand'"
        })
final class RolloutAdvanceCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RolloutOrders orders = new RolloutOrders();

    private final Shell shell;

    RolloutAdvanceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            return orders.carryOut(workplace, shell, Orders::advance);
        }
    }
}
