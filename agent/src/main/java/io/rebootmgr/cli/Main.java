package io.rebootmgr.cli;

import io.rebootmgr.log.Logging;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

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
     * Runs a command and gives its exit code. Some are told from their words alone: what the timer starts every five
     * minutes on every node, {@code run [--wait-if-next] [-v] [--config FILE]}, for starting the command line parser
     * would cost more than all the rest of an idle run; and what somebody waits for, {@code status}, {@code plan} and
     * {@code history} with {@code [--config FILE]} alone.
     */
    static int run(String[] args, Shell shell) {
        Logging.begin(shell.env());
        List<String> words = List.of(args);
        Optional<QuickRun> run = QuickRun.of(words);
        if (run.isPresent()) {
            return in(
                    run.get().config(),
                    run.get().verbosity(),
                    shell,
                    workplace -> Runs.run(workplace, run.get().request(), shell, false));
        }
        Optional<QuickQuestion> question = QuickQuestion.of(words);
        if (question.isPresent()) {
            return in(
                    question.get().config(),
                    0,
                    shell,
                    workplace -> question.get().answer(workplace, shell));
        }
        String[] ordered = Arguments.commandFirst(args);
        return Commands.line(shell, ordered.length == 0 ? "" : ordered[0]).execute(ordered);
    }

    private static int in(Optional<Path> config, int verbosity, Shell shell, ToIntFunction<Workplace> command) {
        Logging.options(Optional.empty(), verbosity);
        try (Workplace workplace = Workplace.open(config, shell.env())) {
            return command.applyAsInt(workplace);
        } catch (RuntimeException e) {
            return Failures.exitCode(e, shell);
        }
    }
}
