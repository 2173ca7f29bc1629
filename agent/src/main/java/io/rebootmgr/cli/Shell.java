package io.rebootmgr.cli;

import io.rebootmgr.process.Terminal;
import io.rebootmgr.show.Page;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.verdict.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of the process it runs in.
 *
 * @param in what an operator types
 * @param interactive an operator is there to be asked: standard input and output are a terminal
 * @param terminal somebody may be looking: standard output is a terminal
 */
public record Shell(
        Map<String, String> env,
        BufferedReader in,
        PrintStream out,
        PrintStream err,
        boolean interactive,
        boolean terminal) {
    private static final int LONGEST_LINE = 2_000;

    /** One whose output is a terminal where its input is. */
    public Shell(Map<String, String> env, BufferedReader in, PrintStream out, PrintStream err, boolean interactive) {
        this(env, in, out, err, interactive, interactive);
    }

    /** The real one. */
    static Shell ofProcess() {
        return new Shell(
                System.getenv(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                // Under a locale of ASCII the JVM would print question marks.
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Terminal.is(0) && Terminal.is(1),
                Terminal.is(1));
    }

    /** Whether output may be coloured: on a terminal, unless {@code NO_COLOR} says otherwise. */
    boolean coloured() {
        return terminal && Terminal.takesColours(env);
    }

    /** Whether output may be drawn over itself. */
    boolean redraws() {
        return terminal && Terminal.redraws(env);
    }

    /**
     * Prints a page: as wide as people read on a terminal, unwrapped into a pipe, where a program reads it line by
     * line.
     */
    void print(Page page) {
        out.print(text(page));
    }

    /** The page as {@link #print} prints it. */
    String text(Page page) {
        return terminal ? page.text() : page.unwrapped();
    }

    /** A page beside what a program reads: on standard error, as wide as people read. */
    void tell(Page page) {
        err.print(page.text());
    }

    /**
     * Asks whether to go on, and returns if so. Anything but y or yes is no: a {@link CommandFailure}, so that nothing
     * behind the command takes it for done.
     *
     * @param undone what was not done, as the beginning of a sentence: {@code nothing was started}
     */
    void ask(String question, String undone) {
        ask(out, question, undone);
    }

    /** The same of a command whose standard output tells of something else, which may go into a file. */
    void askAside(String question, String undone) {
        ask(err, question, undone);
    }

    private void ask(PrintStream where, String question, String undone) {
        where.print(question + " [y/N] ");
        where.flush();
        try {
            @Nullable String answer = in.readLine();
            if (answer == null) {
                // What comes next does not stand behind the question.
                where.println();
            }
            if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
                throw new CommandFailure(ExitCode.USAGE, undone + ": the question was not answered with yes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line for whoever asked; what may come from elsewhere cannot do anything to the terminal. */
    void say(String line) {
        out.println(PrintableText.of(line, LONGEST_LINE));
    }

    /** Whether what was said up to now could not be written. */
    boolean isUnheard() {
        return out.checkError();
    }

    /** One line of what is not as it should be. */
    void warn(String line) {
        err.println("rebootmgr: " + PrintableText.of(line, LONGEST_LINE));
    }
}
