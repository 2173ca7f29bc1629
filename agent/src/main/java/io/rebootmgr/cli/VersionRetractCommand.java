package io.rebootmgr.cli;

import io.rebootmgr.verdict.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a version back. */
@Command(
        name = "retract",
        description = {
            "Take a published version back. A rollout of it that is under way goes on: `rebootmgr rollout abort ID` ends it.",
            "",
            "Example: rebootmgr version retract v42"
        })
final class VersionRetractCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "VERSION", description = "Its name.")
    private String version = "";

    private final Shell shell;

    VersionRetractCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String name = PublishedVersions.name(version);
        try (Workplace workplace = global.open(shell)) {
            if (PublishedVersions.read(workplace).named(name).isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "no version " + name + " is published; `rebootmgr version list` shows those that are");
            }
            PublishedVersions.change(workplace, versions -> versions.without(name));
            shell.say("retracted: " + name);
            return ExitCode.DONE.number();
        }
    }
}
