package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.host.LinuxHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path directory;

    private SettingsSource source;

    @BeforeEach
    void aNode() {
        source = new SettingsSource(directory);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [node] name = "x"            | 1: is not TOML
            [node\\nname = "x"           | 1: is not TOML
            [node]\\nname = web1         | 2: is not TOML
            [node]\\nname = "web1        | 2: is not TOML
            [node]\\n[node]              | 2: is not TOML
            [node]\\nname                | 2: is not TOML
            node.name="a"\\nnode.name="b"| 2: is not TOML
            """)
    void text_that_is_not_toml_is_told_with_its_line(String toml, String problem) {
        source.toml(toml.replace("\\n", "\n"));
        assertThat(source.problems()).hasSize(1);
        assertThat(source.problems().get(0)).startsWith("FILE:" + problem);
    }

    static List<String> deep() {
        return List.of(
                "a = " + "[".repeat(900) + "]".repeat(900),
                "node = " + "{ a = ".repeat(900) + "1" + " }".repeat(900),
                "[" + "a.".repeat(900) + "b]",
                "a.".repeat(900) + "name = 1");
    }

    @ParameterizedTest
    @MethodSource("deep")
    void nestingWithoutEndIsAProblemAndNoStackTrace(String toml) {
        assertThat(source.toml(toml).problems())
                .hasSize(1)
                .first()
                .asString()
                .contains("nest")
                .contains("FILE:");
    }

    @Test
    void ofThousandsOfMistakesTheFirstAreTold() {
        StringBuilder toml = new StringBuilder("[node]\n");
        for (int i = 0; i < 3_000; i++) {
            toml.append('k').append(i).append(" = 1\n");
        }
        assertThat(source.toml(toml.toString()).problems())
                .hasSize(51)
                .last()
                .asString()
                .contains("2950 more problems");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nmae = "x"                  | FILE:1: nmae is an unknown key, did you mean node?
            node.nmae = "x"             | FILE:1: node.nmae is an unknown key, did you mean node.name?
            group = "x"                 | FILE:1: group is an unknown key, did you mean node.group?
            node = "x"                  | FILE:1: node is "x", expected a table
            [[node]]                    | FILE:1: node is a list, expected a table
            [nodes]                     | FILE:1: nodes is not a section of the settings, did you mean node?
            [node.name]                 | FILE:1: node.name is a table, expected a text in quotes
            [consul.tls]                | FILE:1: consul.tls is not a section of the settings, expected one of address, prefix, token_file, ca_file, cert_file, key_file, server_name, timeout
            node.Name = "x"             | FILE:1: node.Name is an unknown key, did you mean node.name?
            consul.token-file = "/x"    | FILE:1: consul.token-file is an unknown key, did you mean consul.token_file?
            consul = { timeoutt = "1s" }| FILE:1: consul.timeoutt is an unknown key, did you mean consul.timeout?
            node.command = ["x"]        | FILE:1: node.command is an unknown key, did you mean reboot.command?
            paths.zzz = 1               | FILE:1: paths.zzz is an unknown key, expected one of tasks, state, run, reboot_required, boot_id, notify
            """)
    void a_key_or_section_that_is_not_known_is_told_with_what_it_may_have_meant(String toml, String problem) {
        assertThat(source.toml(toml).problems()).containsExactly(problem);
    }

    @Test
    void a_token_in_the_file_is_an_unknown_key_and_is_not_repeated() {
        assertThat(source.toml("[consul]", "token = \"s3cret\"").problems())
                .containsExactly("FILE:2: consul.token is an unknown key, did you mean consul.token_file?");
    }

    @Test
    void a_file_over_64_kib_is_refused() {
        source.toml("#".repeat(64 * 1024));
        assertThat(source.problems()).isEmpty();
        source.toml("#".repeat(64 * 1024 + 1));
        assertThat(source.problems()).containsExactly("FILE: is larger than 64 KiB, expected a settings file");
    }

    @Test
    void a_device_without_an_end_is_refused() {
        assertThat(source.problems(Optional.of(Path.of("/dev/zero"))))
                .containsExactly("/dev/zero: is a device, expected a readable settings file");
    }

    @Test
    void a_file_that_is_not_text_is_refused() {
        source.file("rebootmgr.toml", new byte[] {0x7f, 'E', 'L', 'F', (byte) 0xc3, 0x28});
        assertThat(source.problems()).containsExactly("FILE: is not text in UTF-8, expected TOML");
        source.file("rebootmgr.toml", "a = 1\0".getBytes(StandardCharsets.UTF_8));
        assertThat(source.problems()).hasSize(1);
        assertThat(source.problems().get(0)).contains("Illegal control character");
    }

    @Test
    void a_byte_order_mark_is_passed_over() {
        source.toml("\ufeff[node]", "group = \"web\"");
        assertThat(source.settings().node().group()).isEqualTo("web");
    }

    @Test
    void a_directory_is_refused() throws Exception {
        Files.createDirectory(source.defaultFile());
        assertThat(source.problems()).containsExactly("FILE: is a directory, expected a readable settings file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=", "{a="})
    void nesting_without_end_is_refused(String nested) {
        source.toml("a = " + (nested.equals("a=") ? "[".repeat(60_000) : nested.repeat(15_000)));
        assertThat(source.problems()).hasSize(1);
        assertThat(source.problems().get(0)).contains("nesting depth");
    }

    @ParameterizedTest
    @CsvSource({
        "rebootmgr.toml, 100, 0644, 'belongs to user 100, not to root: chown root:root'",
        "rebootmgr.toml, 0, 0646, can be written by others than root: chmod go-w",
        "., 0, 0777, can be written by others than root: chmod go-w"
    })
    void rootObeysNoneThatOthersCanWrite(String name, int uid, String mode, String complaint) throws Exception {
        assumeTrue(LinuxHost.runsAsRoot(), "needs root");
        source.toml("[node]", "name = \"web2\"");
        assertThat(source.settings().node().name()).isEqualTo("web2");
        Path path = directory.resolve(name).normalize();
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8));

        assertThat(source.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("FILE: is not root's alone, so root does not obey it, ")
                        .contains(complaint));
        assertThat(SettingsReader.inspect(source.defaultFile())).isInstanceOf(SettingsResult.Loaded.class);
    }

    @ParameterizedTest
    @CsvSource({"0644, 0, 1", "0640, 100, 1", "0640, 0, 0", "0600, 0, 0"})
    void aTokenThatOthersCanReadIsTold(String mode, int gid, int told) throws Exception {
        assumeTrue(LinuxHost.runsAsRoot(), "needs root");
        Path token = source.file("token", "secret\n");
        Files.setAttribute(token, "unix:gid", gid);
        Files.setAttribute(token, "unix:mode", Integer.parseInt(mode, 8));
        source.toml("[consul]", "token_file = \"" + token + "\"");

        assertThat(Exposure.of(source.settings().consul())).hasSize(told);
    }
}
