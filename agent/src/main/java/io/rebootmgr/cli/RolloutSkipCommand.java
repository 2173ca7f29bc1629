package io.rebootmgr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a wave close without nodes. */
@Command(
        name = "skip",
        description = {
            "Let the waves of a rollout close without these nodes. What is committed of them goes on to its end, and"
                    + " what is not is given up.",
            "",
            "Example: rebootmgr rollout skip 9f6c1a542e8b web7 --reason 'mainboard broken'"
        })
final class RolloutSkipCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RolloutOrders orders = new RolloutOrders();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "NODE",
            description = "The nodes: names, ranges as web[1-3,7], @GROUP.")
    private List<String> nodes = new ArrayList<>();

    private final Shell shell;

    RolloutSkipCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            List<String> names = NamedNodes.of(workplace, nodes);
            return orders.carryOut(workplace, shell, order -> order.skip(names));
        }
    }
}
