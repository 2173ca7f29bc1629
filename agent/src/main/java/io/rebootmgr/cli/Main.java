package io.rebootmgr.cli;

import io.rebootmgr.log.Logging;
import java.util.List;
import java.util.Optional;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        int code = run(args, shell);
        if (shell.out().checkError()) {
            code = LostOutput.code(code, shell);
        }
        NodesCache.throwAwayUnlessItFits(System.getProperties());
        System.exit(code);
    }

    /**
     * Runs a command and gives its exit code. What the timer starts every five minutes on every node, {@code run
     * [--wait-if-next] [-v] [--config FILE]}, is told from its words alone: starting the command line parser would cost
     * more than all the rest of an idle run.
     */
    static int run(String[] args, Shell shell) {
        Logging.begin(shell.env());
        return QuickRun.of(List.of(args))
                .map(quick -> run(quick, shell))
                .orElseGet(() -> execute(Arguments.commandFirst(args), shell));
    }

    private static int execute(String[] args, Shell shell) {
        return Commands.line(shell, args.length == 0 ? "" : args[0]).execute(args);
    }

    private static int run(QuickRun quick, Shell shell) {
        Logging.options(Optional.empty(), quick.verbosity());
        try (Workplace workplace = Workplace.open(quick.config(), shell.env())) {
            return Runs.run(workplace, quick.request(), shell, false);
        } catch (RuntimeException e) {
            return Failures.exitCode(e, shell);
        }
    }
}
