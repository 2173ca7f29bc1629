package io.rebootmgr.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a text against its file. After a change that is meant to change what is printed, write all of them anew with
 *
 * <pre>
 *   mvn test -pl agent -am -Dtest='*GoldenTest' -Dsurefire.failIfNoSpecifiedTests=false -Dgolden=write
 * </pre>
 *
 * and read the difference that Git shows: that is the review.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    /**
     * Fails unless the file holds this text, and every line fits 100 columns.
     *
     * @param name of the file below the folder, without {@code .txt}
     * @param situation in a sentence: the file's first line
     */
    static void holds(String name, String situation, String text) {
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        same(name, situation, text);
    }

    /** The same for programs, whose lines may be longer. */
    static void json(String name, String situation, String json) {
        same(name, situation, json + "\n");
    }

    /** The same for a table of rules, whose lines are as long as what is said. */
    public static void table(String name, String situation, String rows) {
        same(name, situation, rows);
    }

    /**
     * Fails unless a page of the documentation shows this text: between {@code <!-- golden: block -->}, a fence and the
     * commands that stand in it behind a {@code $}, and {@code <!-- /golden -->}.
     */
    static void block(Path page, String block, String text) {
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        Pattern shape = Pattern.compile("(?s)(<!-- golden: " + Pattern.quote(block)
                + " -->\n```[a-z]*\n(?:\\$ [^\n]*\n)*)(.*?)(```\n<!-- /golden -->)");
        try {
            String all = Files.readString(page);
            Matcher found = shape.matcher(all);
            assertThat(found.find()).as(page + " has a block " + block).isTrue();
            if (isWritten()) {
                Files.writeString(page, all.substring(0, found.end(1)) + text + all.substring(found.start(3)));
            } else {
                assertThat(found.group(2))
                        .as(page + ", " + block + "; see Golden for how to write it anew")
                        .isEqualTo(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void same(String name, String situation, String text) {
        Path file = FOLDER.resolve(name + ".txt");
        String all = "# " + situation + "\n\n" + text;
        try {
            if (isWritten()) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, all);
            }
            assertThat(all).as(file + "; see Golden for how to write it anew").isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this run writes what others hold against. */
    static boolean isWritten() {
        return "write".equals(System.getProperty("golden"));
    }
}
