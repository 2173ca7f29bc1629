package io.rebootmgr.cli;

import io.rebootmgr.cycle.OtherRun;
import io.rebootmgr.cycle.Outcome;
import io.rebootmgr.verdict.ExitCode;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An operator wants this node rebooted. */
@Command(
        name = "reboot",
        description = {
            "Reboot this node now: no trigger is needed, every gate still applies. On a terminal it asks first.",
            "",
            "Example: rebootmgr reboot --yes --wait 1h --reason 'new kernel'"
        })
final class RebootNowCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    RebootNowCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        var request = options.request(spec);
        try (Workplace workplace = global.open(shell)) {
            boolean bare = spec.parent() == null;
            if (bare && !shell.interactive() && !options.dryRun()) {
                throw new CommandFailure(ExitCode.USAGE, notAsked(workplace));
            }
            // Told before the question: an answer that leads to nothing is worse than none.
            if (workplace.host().isLocked()) {
                Outcome other = OtherRun.outcome(workplace.host(), ZoneId::systemDefault, true);
                throw new CommandFailure(other.code(), other.text());
            }
            String host = workplace.settings().node().name();
            if (shell.interactive() && !yes && !options.dryRun()) {
                shell.ask("Reboot " + host + " now?", host + " is not rebooted");
            }
            return Runs.run(workplace, request.by(Operator.of(shell.env(), host).name()), shell, options.quiet());
        }
    }

    /** A script that lost its argument, or a unit that was written for another program, shall not take a node down. */
    private static String notAsked(Workplace workplace) {
        return "without a command this would ask whether to reboot "
                + workplace.settings().node().name()
                + ", and there is no terminal to ask on: nothing was done\nto reboot it without a question: `rebootmgr"
                + " reboot`; what the timer runs: `rebootmgr run`; what that would do: `rebootmgr check`";
    }
}
