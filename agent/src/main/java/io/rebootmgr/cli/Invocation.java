package io.rebootmgr.cli;

import io.rebootmgr.log.Logging;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A command that another program of ours gives, as if somebody had typed it where nobody is there to be asked.
 *
 * @param code as {@code rebootmgr} would have exited
 * @param text what it printed, errors among it, line by line
 */
public record Invocation(int code, String text) {
    /**
     * Gives it. How this process logs stays as it is, whatever the command's options and settings say.
     *
     * @param env tells who gives it, and with which token; nothing of that is taken from this process
     */
    public static Invocation of(List<String> words, Map<String, String> env) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(env, new BufferedReader(Reader.nullReader()), out, out, false);
        int code = Logging.keptWhile(() -> Commands.line(shell).execute(words.toArray(String[]::new)));
        return new Invocation(code, said.toString(StandardCharsets.UTF_8));
    }
}
