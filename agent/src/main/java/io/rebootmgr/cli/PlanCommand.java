package io.rebootmgr.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happens next. */
@Command(
        name = "plan",
        description = {
            "Show in which order the nodes that want to reboot would go, when, and which would not make it in this"
                    + " window; by the line for a slot, the policy's windows and limit, and how long reboots took.",
            "",
            "Example: rebootmgr plan --group web"
        })
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--group", converter = NameConverter.class, paramLabel = "G", description = "This group only.")
    private @Nullable String group;

    @Option(
            names = "--all",
            description = "Show every node, not just the first " + FleetPlan.MOST_ROWS + " of each group.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    PlanCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        FleetPlan plan = new FleetPlan(Optional.ofNullable(group), all, json, shell);
        try (Workplace workplace = global.open(shell)) {
            return plan.show(workplace);
        }
    }
}
