package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell offers: the script is sourced by a real bash, and the program answers for names. */
class CompletionTest {
    @TempDir
    private Path folder;

    private Path program;

    @BeforeEach
    void aProgramThatKnowsNames() throws IOException {
        Files.writeString(folder.resolve("completion"), Completion.bash(Manual.line()));
        program = Files.writeString(folder.resolve("rebootmgr"), """
                #!/bin/sh
                echo "$@" >>"${0%/*}/asked"
                case $* in
                "names nodes") printf 'web1\\nweb2\\ndb1\\n' ;;
                "names groups") printf 'web\\ndb\\n' ;;
                "names claims") printf 'c0ffee\\n' ;;
                esac
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> offered(String... words) throws Exception {
        StringBuilder script = new StringBuilder("set +e\n. ./completion 2>/dev/null\nCOMP_WORDS=('" + program + "'");
        for (String word : words) {
            script.append(" '").append(word).append('\'');
        }
        script.append(")\nCOMP_CWORD=").append(words.length);
        script.append(
                "\nCOMP_LINE=\"${COMP_WORDS[*]}\"\n_complete_rebootmgr 2>/dev/null\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        Path output = folder.resolve("output");
        Process bash = new ProcessBuilder(
                        "bash",
                        "--norc",
                        Files.writeString(folder.resolve("script"), script.toString())
                                .toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(bash.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'stop --node web', 'web1 web2'",
        "'stop --node \"\"', 'web1 web2 db1'",
        "'resume --group w', 'web'",
        "'status --group \"\"', 'web db'",
        "'request web2', 'web2'",
        "'release web1 --claim c', 'c0ffee'",
        "'run --ignore me', 'members'",
        "'run --ignore st', ''",
        "'run --log-format j', 'journal json'",
        "'run -v --dry', '--dry-run'",
        "'history --since ye', 'yesterday'",
        "'tasks --stage po', 'post_boot'",
        "'config set li', 'limit='",
        "'config unset li', 'limit'",
        "'names g', 'groups'",
        "'stat', 'status'",
    })
    void offers(String line, String words) throws Exception {
        assertThat(offered(line.replace("\"\"", "").split(" ", -1))).containsExactly(words.split(" ", -1));
    }

    @Test
    void asksConsulOnlyWhereNamesAreWanted() throws Exception {
        offered("run", "--");
        offered("stop", "--");
        assertThat(folder.resolve("asked")).doesNotExist();
        offered("stop", "--node", "");
        assertThat(folder.resolve("asked")).hasContent("names nodes\n");
    }

    @Test
    void everyChoiceThatIsOfferedIsTaken() throws Exception {
        for (String format : offered("run", "--log-format", "")) {
            assertThat(new LogStyleConverter().convert(format)).isNotNull();
        }
    }
}
