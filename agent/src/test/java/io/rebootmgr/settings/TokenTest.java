package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    @TempDir
    Path directory;

    private SettingsSource source;

    @BeforeEach
    void aNode() {
        source = new SettingsSource(directory);
    }

    @Test
    void the_variable_that_names_a_file_wins_over_the_one_that_holds_a_token_and_that_over_the_file() {
        Path inFile = source.file("a", "file");
        Path inVariable = source.file("b", "  variable-file\n\n");
        source.toml("[consul]", "token_file = \"" + inFile + "\"");
        assertThat(token()).isEqualTo("file");
        source.env("CONSUL_HTTP_TOKEN", "variable");
        assertThat(token()).isEqualTo("variable");
        assertThat(source.settings().consul().tokenFile()).isEmpty();
        source.env("CONSUL_HTTP_TOKEN_FILE", inVariable.toString());
        assertThat(token()).isEqualTo("variable-file");
        assertThat(source.settings().consul().tokenFile()).contains(inVariable);
    }

    @Test
    void an_empty_variable_is_an_unset_one() {
        source.env("CONSUL_HTTP_TOKEN", "").env("CONSUL_HTTP_TOKEN_FILE", "");
        assertThat(source.settings().consul().token()).isEmpty();
    }

    @Test
    void a_token_file_that_the_variable_makes_needless_is_not_read() {
        source.toml("[consul]", "token_file = \"/gone\"").env("CONSUL_HTTP_TOKEN", "s3cret");
        assertThat(token()).isEqualTo("s3cret");
    }

    @Test
    void a_token_is_shown_nowhere() {
        source.env("CONSUL_HTTP_TOKEN", "s3cret");
        assertThat(source.loaded().toString()).doesNotContain("s3cret").contains("(hidden)");
    }

    @Test
    void a_token_file_that_gives_no_token_is_told_by_its_name() {
        source.toml("[consul]", "token_file = \"" + directory.resolve("gone") + "\"");
        assertThat(source.problems())
                .containsExactly("FILE:2: consul.token_file is \"DIR/gone\", which does not exist, expected a file"
                        + " that holds a token");
        source.env("CONSUL_HTTP_TOKEN_FILE", directory.toString());
        assertThat(source.problems())
                .containsExactly("CONSUL_HTTP_TOKEN_FILE: consul.token_file is \"DIR\", which is a directory, expected"
                        + " a file that holds a token");
        source.env("CONSUL_HTTP_TOKEN_FILE", source.file("empty", " \n").toString());
        assertThat(source.problems())
                .containsExactly("CONSUL_HTTP_TOKEN_FILE: consul.token_file is \"DIR/empty\", which is empty, expected"
                        + " a file that holds a token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\nmore", "s3cret s3cret", "s3crèt", "s3cret\u0000", "s3cret\u007f"})
    void what_cannot_be_a_token_is_refused_and_not_repeated(String token) {
        source.env("CONSUL_HTTP_TOKEN", token);
        assertThat(source.problems())
                .containsExactly("CONSUL_HTTP_TOKEN: consul.token holds what cannot be a token: spaces, odd characters"
                        + " or too much, expected a token");
        source.env("CONSUL_HTTP_TOKEN_FILE", source.file("bad", token).toString());
        assertThat(source.problems())
                .singleElement()
                .asString()
                .contains("DIR/bad")
                .doesNotContain("s3cr");
    }

    @Test
    void a_token_file_without_an_end_is_refused() {
        source.env("CONSUL_HTTP_TOKEN_FILE", "/dev/zero");
        assertThat(source.problems()).singleElement().asString().contains("is a device");
    }

    @Test
    void a_token_where_the_name_of_its_file_should_be_is_not_repeated() {
        source.toml("[consul]", "token_file = \"s3cret\"");
        assertThat(source.problems()).singleElement().asString().doesNotContain("s3cret");
        source.env("CONSUL_HTTP_TOKEN_FILE", "s3cret");
        assertThat(source.problems()).singleElement().asString().doesNotContain("s3cret");
    }

    private String token() {
        return source.settings().consul().token().map(Token::value).orElse("");
    }
}
