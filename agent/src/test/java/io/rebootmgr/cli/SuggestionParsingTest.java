package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.text.Suggestion;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/** What is suggested does what it says when it is pasted: a real shell takes it apart, and the real parser reads it. */
class SuggestionParsingTest {
    private static ParseResult parsed(Suggestion suggestion) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + suggestion)
                .redirectErrorStream(true)
                .start();
        List<String> words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(words).first().isEqualTo("rebootmgr");
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Shell without = new Shell(Map.of(), new BufferedReader(new StringReader("")), nowhere, nowhere, false);
        return Commands.line(without)
                .parseArgs(words.subList(1, words.size()).toArray(String[]::new))
                .subcommand();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web1", "-x", "--all", "-", "-1"})
    void whateverTheNameIs(String name) throws Exception {
        ParseResult resume = parsed(Suggestion.of("rebootmgr resume").option("--node", name));
        assertThat(resume.matchedOptionValue("--node", "")).isEqualTo(name);

        ParseResult stop = parsed(Suggestion.of("rebootmgr stop").option("--group", name));
        assertThat(stop.matchedOptionValue("--group", "")).isEqualTo(name);

        ParseResult release = parsed(Suggestion.of("rebootmgr release")
                .argument(name)
                .option("--claim", name)
                .asIs("--reason \"why\""));
        assertThat(release.matchedPositionalValue(0, "")).isEqualTo(name);
        assertThat(release.matchedOptionValue("--claim", "")).isEqualTo(name);
        assertThat(release.matchedOptionValue("--reason", "")).isEqualTo("why");
    }
}
