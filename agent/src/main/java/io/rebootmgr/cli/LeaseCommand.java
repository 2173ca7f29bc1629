package io.rebootmgr.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Leases: one disturbs a node at a time. */
@Command(
        name = "lease",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        description = {
            "Hold a node for a repair, a configuration run, a power-off: as long as somebody has its lease, rebootmgr leaves"
                    + " the node alone, and nobody else gets it. A node that reboots cannot be leased.",
            "",
            "Example: rebootmgr lease exec web1 --purpose config --reason 'monthly run' -- ansible-playbook site.yml"
        })
final class LeaseCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** With its subcommands. */
    static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new LeaseCommand());
        line.addSubcommand(new LeaseAcquireCommand(shell));
        line.addSubcommand(new LeaseRenewCommand(shell));
        line.addSubcommand(new LeaseReleaseCommand(shell));
        line.addSubcommand(new LeaseExecCommand(shell));
        line.addSubcommand(new LeaseCheckCommand(shell));
        line.addSubcommand(new LeaseListCommand(shell));
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "say `lease acquire`, `lease renew`, `lease release`, `lease exec`, `lease check` or `lease list`");
    }
}
