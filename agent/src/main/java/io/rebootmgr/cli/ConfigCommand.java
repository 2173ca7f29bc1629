package io.rebootmgr.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Settings and policy: what holds, and whether it is valid. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        description = {
            "The settings of this node and the policy that operators keep in Consul.",
            "",
            "Example: rebootmgr config show"
        })
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** With its subcommands. */
    static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new ConfigCommand());
        line.addSubcommand(new ConfigShowCommand(shell));
        line.addSubcommand(new ConfigValidateCommand(shell));
        line.addSubcommand(new ConfigSetCommand(shell));
        line.addSubcommand(new ConfigUnsetCommand(shell));
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say `config show`, `config validate`, `config set` or `config unset`");
    }
}
