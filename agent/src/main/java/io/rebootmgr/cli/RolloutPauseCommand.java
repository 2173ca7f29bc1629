package io.rebootmgr.cli;

import io.rebootmgr.rollout.Orders;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets nothing new begin under a rollout. */
@Command(
        name = "pause",
        description = {
            "Let nothing new begin under a rollout; what has begun goes on to its end.",
            "",
            "Example: rebootmgr rollout pause 9f6c1a542e8b --reason 'latency is up'"
        })
final class RolloutPauseCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RolloutOrders orders = new RolloutOrders();

    private final Shell shell;

    RolloutPauseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            return orders.carryOut(workplace, shell, Orders::pause);
        }
    }
}
