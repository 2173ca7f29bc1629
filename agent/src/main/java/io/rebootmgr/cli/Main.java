package io.rebootmgr.cli;

import io.rebootmgr.cycle.Request;
import java.nio.file.Path;
import java.util.Optional;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        int code = run(args, shell);
        shell.out().flush();
        System.exit(code);
    }

    /** Runs a command and gives its exit code. */
    static int run(String[] args, Shell shell) {
        return isTimerRun(args) ? timerRun(args, shell) : Commands.line(shell).execute(Arguments.commandFirst(args));
    }

    /**
     * What the timer starts every five minutes on every node, {@code run [--config FILE]}, is told from its words alone:
     * starting the command line parser would cost more than all the rest of an idle run.
     */
    private static boolean isTimerRun(String[] args) {
        return (args.length == 1 || (args.length == 3 && args[1].equals("--config"))) && args[0].equals("run");
    }

    private static int timerRun(String[] args, Shell shell) {
        Optional<Path> config = args.length == 3 ? Optional.of(Path.of(args[2])) : Optional.empty();
        try (Workplace workplace = Workplace.open(config, shell.env())) {
            return Runs.run(workplace, Request.TIMER, shell);
        } catch (RuntimeException e) {
            return Failures.exitCode(e, shell);
        }
    }
}
