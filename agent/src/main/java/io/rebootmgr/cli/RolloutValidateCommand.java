package io.rebootmgr.cli;

import io.rebootmgr.policy.RolloutPlan;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Whether a plan is valid, with all that is wrong at once. */
@Command(
        name = "validate",
        description = {
            "Show everything that is wrong with a plan of waves. Consul is not asked: whether a wave has nodes"
                    + " `rollout start --dry-run` tells.",
            "",
            "Example: rebootmgr rollout validate plan.json"
        })
final class RolloutValidateCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "The plan, in JSON.")
    private Path file = Path.of("");

    private final Shell shell;

    RolloutValidateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        global.config();
        RolloutPlan plan = PlanFile.read(file);
        int waves = plan.waves().size();
        shell.say("valid: the plan in " + file + ", " + waves + (waves == 1 ? " wave" : " waves"));
        return ExitCode.DONE.number();
    }
}
