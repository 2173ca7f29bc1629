package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every command of ours that the pages tell somebody to type is one that the program takes. */
class DocsCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("^ *```.*?^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** A line of a fence, or in a line of text. */
    private static final Pattern LINE = Pattern.compile("^ *(?:\\$ )?(rebootmgr [^\\n]*)$", Pattern.MULTILINE);

    private static final Pattern INLINE = Pattern.compile("`(rebootmgr(?: [^`\\n]*)?)`");

    /** Where the shell goes on with something else. */
    private static final Pattern ELSE = Pattern.compile("(?:\\\\?\\||&&|[;<>]|(?<= )#).*");

    /** What the shell puts something in for. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    static List<Path> pages() throws IOException {
        return LinksTest.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void canBeTyped(Path page) throws IOException {
        String text = Files.readString(ROOT.resolve(page));
        String fences = FENCE.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        List<String> refused = Stream.concat(
                        LINE.matcher(fences).results(),
                        INLINE.matcher(FENCE.matcher(text).replaceAll("")).results())
                .map(found -> found.group(1))
                .filter(command -> !taken(command))
                .toList();
        assertThat(refused)
                .as(page + " has commands that the program does not take")
                .isEmpty();
    }

    /** Where the RPM is called otherwise than the program, what dnf is told to remove has to be there. */
    @ParameterizedTest
    @MethodSource("pages")
    void theRpmIsRemovedByItsOwnName(Path page) throws IOException {
        assertThat(Files.readString(ROOT.resolve(page)))
                .doesNotContainPattern("(?:dnf|yum) (?:remove|erase) rebootmgr(?!-consul)");
    }

    private static boolean taken(String text) {
        List<String> words = words(ELSE.matcher(text).replaceFirst(""));
        // A line of output, a placeholder for any command, a file of that name; or the program of another package.
        if (words.size() > 1 && (words.get(1).equals("page") || !words.get(1).matches("[a-z-]+"))) {
            return true;
        }
        try {
            parse(words.subList(1, words.size()));
            return true;
        } catch (MissingParameterException e) {
            // The name of a command alone is talk of it.
            return words.stream().allMatch(word -> word.matches("[a-z-]+|[A-Z]+"));
        } catch (ParameterException e) {
            return false;
        }
    }

    private static void parse(List<String> words) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Shell without = new Shell(Map.of(), new BufferedReader(new StringReader("")), nowhere, nowhere, false);
        Commands.line(without).parseArgs(words.toArray(String[]::new));
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            String plain = word.group().replaceAll("['\"]|^\\[|\\]$", "");
            words.add(VARIABLE.matcher(plain).replaceAll("value"));
        }
        return words;
    }
}
