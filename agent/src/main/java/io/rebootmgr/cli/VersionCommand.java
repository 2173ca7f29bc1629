package io.rebootmgr.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The versions that a fleet is to run. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        description = {
            "Publish versions, take them back, list them.",
            "",
            "Example: rebootmgr version publish v42 --notes 'openssl, new kernel'"
        })
final class VersionCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** With its subcommands. */
    static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new VersionCommand());
        line.addSubcommand(new VersionPublishCommand(shell));
        line.addSubcommand(new VersionListCommand(shell));
        line.addSubcommand(new VersionRetractCommand(shell));
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say `version publish`, `version list` or `version retract`");
    }
}
