package io.rebootmgr.cli;

import io.rebootmgr.cycle.Request;
import io.rebootmgr.log.Logging;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * Runs a command and gives its exit code. What the timer starts every five minutes on every node, {@code run
     * [--wait-if-next] [--config FILE]}, is told from its words alone: starting the command line parser would cost more than all
     * the rest of an idle run.
     */
    static int run(String[] args, Shell shell) {
        Logging.begin(shell.env());
        List<String> words = List.of(args);
        boolean run = !words.isEmpty() && words.get(0).equals("run");
        boolean waits = words.size() > 1 && words.get(1).equals("--wait-if-next");
        List<String> rest = words.subList(run ? waits ? 2 : 1 : 0, words.size());
        if (run && (rest.isEmpty() || (rest.size() == 2 && rest.get(0).equals("--config")))) {
            return quickRun(waits ? Request.TIMER : Request.PLAIN, rest, shell);
        }
        return Commands.line(shell).execute(Arguments.commandFirst(args));
    }

    private static int quickRun(Request request, List<String> config, Shell shell) {
        Optional<Path> file = config.isEmpty() ? Optional.empty() : Optional.of(Path.of(config.get(1)));
        try (Workplace workplace = Workplace.open(file, shell.env())) {
            return Runs.run(workplace, request, shell);
        } catch (RuntimeException e) {
            return Failures.exitCode(e, shell);
        }
    }
}
