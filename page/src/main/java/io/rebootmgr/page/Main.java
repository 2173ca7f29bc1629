package io.rebootmgr.page;

import io.rebootmgr.log.Logging;
import io.rebootmgr.verdict.ExitCode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;

/** The program behind {@code rebootmgr page}. */
public final class Main {
    private Main() {}

    /** Serves the page and exits when it is over; the first argument may be the command's name. */
    public static void main(String[] args) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(Arrays.asList(args), System.getenv(), err, server -> {}));
    }

    static int run(List<String> args, Map<String, String> env, PrintStream err, Consumer<WebServer> started) {
        Logging.begin(env);
        CommandLine line = new CommandLine(new PageCommand(env, err, started));
        line.setCommandName("rebootmgr page");
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((e, words) -> {
            err.println("rebootmgr: " + io.rebootmgr.text.PrintableText.of(String.valueOf(e.getMessage()), 2_000)
                    + "; see `rebootmgr page --help`");
            return ExitCode.USAGE.number();
        });
        List<String> words = !args.isEmpty() && args.getFirst().equals("page") ? args.subList(1, args.size()) : args;
        return line.execute(words.toArray(String[]::new));
    }
}
