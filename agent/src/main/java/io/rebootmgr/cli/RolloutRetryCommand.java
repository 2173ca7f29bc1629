package io.rebootmgr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives failed nodes another try. */
@Command(
        name = "retry",
        description = {
            "Give failed nodes of a rollout another try, and set a failed rollout running. Their wave soaks anew.",
            "",
            "Example: rebootmgr rollout retry 9f6c1a542e8b web[1-3] --reason 'disk replaced'"
        })
final class RolloutRetryCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RolloutOrders orders = new RolloutOrders();

    @Parameters(
            index = "1..*",
            paramLabel = "NODE",
            description = "These nodes, also such as were skipped or left out: names, ranges, @GROUP (default: all that"
                    + " failed).")
    private List<String> nodes = new ArrayList<>();

    private final Shell shell;

    RolloutRetryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            List<String> names = nodes.isEmpty() ? List.of() : NamedNodes.of(workplace, nodes);
            return orders.carryOut(workplace, shell, order -> order.retry(names));
        }
    }
}
