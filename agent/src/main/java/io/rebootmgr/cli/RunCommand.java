package io.rebootmgr.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the timer runs. */
@Command(
        name = "run",
        description = {
            "What the timer runs: finishes what this node has begun, a reboot or a change; else reboots or changes it if"
                    + " something asks for that and no gate holds; else exits 0.",
            "",
            "Example: rebootmgr run --wait 10m"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--undo",
            description =
                    "Only undo what an earlier run left, though a stop is set: the abort tasks run, and the slot is"
                            + " given back. Nothing is rebooted or changed.")
    private boolean undo;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    RunCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        var request = options.request(spec);
        if (undo && options.waitsOrIgnores()) {
            throw new ParameterException(spec.commandLine(), "--undo goes with no other option than --dry-run");
        }
        try (Workplace workplace = global.open(shell)) {
            return undo
                    ? Runs.undo(workplace, request.dryRun(), shell, options.quiet())
                    : Runs.run(workplace, request, shell, options.quiet());
        }
    }
}
