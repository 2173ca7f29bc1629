package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulVariablesTest {
    @TempDir
    Path directory;

    private SettingsSource source;

    @BeforeEach
    void aNode() {
        source = new SettingsSource(directory);
    }

    @ParameterizedTest(name = "{0} with CONSUL_HTTP_SSL={1} is {2}")
    @CsvSource({
        "127.0.0.1:8500,          '',    http://127.0.0.1:8500",
        "127.0.0.1:8500,          false, http://127.0.0.1:8500",
        "127.0.0.1:8501,          true,  https://127.0.0.1:8501",
        "127.0.0.1:8501,          1,     https://127.0.0.1:8501",
        "localhost,               '',    http://localhost",
        "http://consul:8500,      '',    http://consul:8500",
        "http://consul:8500,      true,  https://consul:8500",
        "https://consul:8501,     '',    https://consul:8501",
        "https://consul:8501,     false, https://consul:8501",
        "HTTPS://consul:8501/,    '',    https://consul:8501",
        "[::1]:8500,              '',    http://[::1]:8500",
        "'',                      true,  https://127.0.0.1:8500",
        "'',                      '',    http://127.0.0.1:8500",
    })
    void the_address_is_read_as_consul_s_own_tools_read_it(String address, String ssl, String uri) {
        source.env("CONSUL_HTTP_ADDR", address).env("CONSUL_HTTP_SSL", ssl);
        assertThat(source.settings().consul().address()).isEqualTo(URI.create(uri));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "ftp://consul:8500",
                "://consul",
                "a/b://c",
                "http://",
                "http://consul:0",
                "http://consul:65536",
                "http://consul:port",
                "http://consul:8500/v1",
                "http://con sul:8500",
                "consul:8500#x",
                " ",
                ":8500",
                "%",
            })
    void an_address_that_is_none_names_the_variable(String address) {
        source.env("CONSUL_HTTP_ADDR", address);
        assertThat(source.problems())
                .containsExactly("CONSUL_HTTP_ADDR: consul.address is \"" + address
                        + "\", expected HOST:PORT, http://HOST:PORT or https://HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:s3cret@consul:8500", "consul:8500?token=s3cret", "s3cret@", "http://%@s3cret"})
    void an_address_that_may_hold_a_secret_is_not_repeated(String address) {
        source.env("CONSUL_HTTP_ADDR", address);
        assertThat(source.problems()).singleElement().asString().doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:///run/consul.sock", "unix:/run/consul.sock", "/run/consul.sock"})
    void a_unix_socket_is_refused_in_so_many_words(String address) {
        source.env("CONSUL_HTTP_ADDR", address);
        assertThat(source.problems()).singleElement().asString().contains("Unix sockets are not supported");
    }

    @Test
    void an_address_in_the_file_has_the_same_forms_and_the_variable_wins() {
        source.toml("[consul]", "address = \"10.0.0.1:8500\"");
        assertThat(source.settings().consul().address()).isEqualTo(URI.create("http://10.0.0.1:8500"));
        source.env("CONSUL_HTTP_ADDR", "10.0.0.2:8500");
        assertThat(source.settings().consul().address()).isEqualTo(URI.create("http://10.0.0.2:8500"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"1,true", "t,true", "TRUE,true", "'',true", "0,false", "f,false", "False,false"})
    void verification_can_be_switched_off(String flag, boolean verify) {
        source.env("CONSUL_HTTP_SSL_VERIFY", flag);
        assertThat(source.settings().consul().tls().verify()).isEqualTo(verify);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "2", "tRuE", " "})
    void a_flag_that_is_neither_on_nor_off_names_the_variable(String flag) {
        source.env("CONSUL_HTTP_SSL", flag);
        assertThat(source.problems())
                .containsExactly("CONSUL_HTTP_SSL: consul.address is \"" + flag + "\", expected true or false");
    }

    @Test
    void the_tls_variables_win_over_the_file() {
        Path pem = source.file("a.pem", "PEM");
        source.toml(
                        "[consul]",
                        "address = \"https://consul:8501\"",
                        "ca_file = \"/gone\"",
                        "cert_file = \"/gone\"",
                        "key_file = \"/gone\"",
                        "server_name = \"file\"")
                .env("CONSUL_CACERT", pem.toString())
                .env("CONSUL_CLIENT_CERT", pem.toString())
                .env("CONSUL_CLIENT_KEY", pem.toString())
                .env("CONSUL_TLS_SERVER_NAME", "variable");
        assertThat(source.settings().consul().tls())
                .isEqualTo(new Settings.Tls(
                        Optional.of(pem), Optional.of(pem), Optional.of(pem), Optional.of("variable"), true));
    }

    @Test
    void a_variable_s_path_may_be_relative_to_where_the_command_was_called() {
        source.env("CONSUL_CACERT", "ca.pem");
        assertThat(source.settings().consul().tls().caFile())
                .contains(Path.of("ca.pem").toAbsolutePath());
    }

    @Test
    void a_certificate_needs_its_key_and_a_key_its_certificate() {
        source.toml("[consul]", "cert_file = \"/a\"");
        assertThat(source.problems())
                .containsExactly("FILE:2: consul.cert_file has no key with it, expected consul.key_file or"
                        + " CONSUL_CLIENT_KEY too");
        source.toml("").env("CONSUL_CLIENT_KEY", "/a");
        assertThat(source.problems())
                .containsExactly("CONSUL_CLIENT_KEY: consul.key_file has no certificate with it, expected"
                        + " consul.cert_file or CONSUL_CLIENT_CERT too");
        source.env("CONSUL_CLIENT_CERT", "/a");
        assertThat(source.problems()).isEmpty();
    }

    @Test
    void files_of_tls_must_be_readable_if_tls_is_used() {
        source.env("CONSUL_CACERT", directory.toString());
        assertThat(source.problems()).isEmpty();
        source.env("CONSUL_HTTP_SSL", "true");
        assertThat(source.problems())
                .containsExactly(
                        "CONSUL_CACERT: consul.ca_file is \"DIR\", expected a file that exists and can be" + " read");
    }
}
