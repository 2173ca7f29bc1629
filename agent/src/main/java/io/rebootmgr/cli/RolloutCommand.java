package io.rebootmgr.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A version goes through the fleet, wave by wave. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        description = {
            "Bring a version to the nodes of groups in waves: canaries first, each wave soaks before the next one opens.",
            "",
            "Example: rebootmgr rollout start v42 --change reboot --group web --canaries web1"
        })
final class RolloutCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** With its subcommands. */
    static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new RolloutCommand());
        line.addSubcommand(new RolloutStartCommand(shell));
        line.addSubcommand(new RolloutStatusCommand(shell));
        line.addSubcommand(new RolloutWaitCommand(shell));
        line.addSubcommand(new RolloutListCommand(shell));
        line.addSubcommand(new RolloutPauseCommand(shell));
        line.addSubcommand(new RolloutResumeCommand(shell));
        line.addSubcommand(new RolloutAdvanceCommand(shell));
        line.addSubcommand(new RolloutRetryCommand(shell));
        line.addSubcommand(new RolloutSkipCommand(shell));
        line.addSubcommand(new RolloutAbortCommand(shell));
        line.addSubcommand(new RolloutValidateCommand(shell));
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "say `rollout start`, `rollout status`, `rollout wait`, `rollout list`, `rollout pause`,"
                        + " `rollout resume`, `rollout advance`, `rollout retry`, `rollout skip`, `rollout abort`"
                        + " or `rollout validate`");
    }
}
