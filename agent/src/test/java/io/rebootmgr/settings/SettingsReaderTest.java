package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    @TempDir
    Path directory;

    private SettingsSource source;

    @BeforeEach
    void aNode() {
        source = new SettingsSource(directory);
    }

    @Test
    void without_a_file_everything_has_its_default() {
        assertThat(source.settings())
                .isEqualTo(new Settings(
                        new Settings.Node("web1", "default", Optional.empty()),
                        new Settings.Consul(
                                URI.create("http://127.0.0.1:8500"),
                                "service/rebootmgr",
                                Optional.empty(),
                                Optional.empty(),
                                new Settings.Tls(
                                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true),
                                Duration.ofSeconds(10)),
                        new Settings.Paths(
                                Path.of("/etc/rebootmgr"),
                                Path.of("/var/lib/rebootmgr"),
                                Path.of("/run/rebootmgr"),
                                List.of(
                                        Path.of("/run/reboot_required"),
                                        Path.of("/run/reboot-required"),
                                        Path.of("/run/reboot-needed")),
                                Path.of("/proc/sys/kernel/random/boot_id"),
                                Path.of("/etc/rebootmgr/notify.d")),
                        new Settings.Reboot(List.of("systemctl", "reboot"), Duration.ofMinutes(15)),
                        new Settings.Metrics(Optional.empty()),
                        new Settings.Lease(List.of())));
        assertThat(source.loaded().origins().values()).containsOnly(new SettingOrigin.Default());
    }

    @Test
    void the_file_sets_everything() {
        Path token = source.file("token", "s3cret\n");
        Path pem = source.file("a.pem", "PEM");
        source.toml(
                "[node]",
                "name = \"db7\"",
                "group = 'db'",
                "domain = \"r1\"",
                "[consul]",
                "address = \"https://consul.example.com:8501/\"",
                "prefix = \"ops/reboot_mgr-1.0\"",
                "token_file = \"" + token + "\"",
                "ca_file = \"" + pem + "\"",
                "cert_file = \"" + pem + "\"",
                "key_file = \"" + pem + "\"",
                "server_name = \"server.dc1.consul\"",
                "timeout = \"PT0.5S\"",
                "[paths]",
                "tasks = \"/t\"",
                "state = \"/s\"",
                "run = \"/r\"",
                "reboot_required = [\"/a\"]",
                "boot_id = \"/b\"",
                "notify = \"/n\"",
                "[reboot]",
                "command = [\"shutdown\", \"-r\", \"\"]",
                "grace = \"1d\"",
                "[metrics]",
                "textfile = \"/var/lib/prometheus/rebootmgr.prom\"",
                "[lease]",
                "power_off_command = [\"systemctl\", \"poweroff\"]");
        assertThat(source.settings())
                .isEqualTo(new Settings(
                        new Settings.Node("db7", "db", Optional.of("r1")),
                        new Settings.Consul(
                                URI.create("https://consul.example.com:8501"),
                                "ops/reboot_mgr-1.0",
                                Optional.of(new Token("s3cret")),
                                Optional.of(token),
                                new Settings.Tls(
                                        Optional.of(pem),
                                        Optional.of(pem),
                                        Optional.of(pem),
                                        Optional.of("server.dc1.consul"),
                                        true),
                                Duration.ofMillis(500)),
                        new Settings.Paths(
                                Path.of("/t"),
                                Path.of("/s"),
                                Path.of("/r"),
                                List.of(Path.of("/a")),
                                Path.of("/b"),
                                Path.of("/n")),
                        new Settings.Reboot(List.of("shutdown", "-r", ""), Duration.ofDays(1)),
                        new Settings.Metrics(Optional.of(Path.of("/var/lib/prometheus/rebootmgr.prom"))),
                        new Settings.Lease(List.of("systemctl", "poweroff"))));
    }

    @Test
    void every_value_says_where_it_came_from_in_the_order_of_the_documentation() {
        source.toml("[node]", "group = \"web\"").env("CONSUL_HTTP_ADDR", "10.0.0.1:8500");
        Map<String, SettingOrigin> origins = source.loaded().origins();
        assertThat(origins.keySet())
                .containsExactly(
                        "node.name",
                        "node.group",
                        "node.domain",
                        "consul.address",
                        "consul.prefix",
                        "consul.token",
                        "consul.token_file",
                        "consul.ca_file",
                        "consul.cert_file",
                        "consul.key_file",
                        "consul.server_name",
                        "consul.verify",
                        "consul.timeout",
                        "paths.tasks",
                        "paths.state",
                        "paths.run",
                        "paths.reboot_required",
                        "paths.boot_id",
                        "paths.notify",
                        "reboot.command",
                        "reboot.grace",
                        "metrics.textfile",
                        "lease.power_off_command");
        assertThat(origins.get("node.name")).isEqualTo(new SettingOrigin.Default());
        assertThat(origins.get("node.group")).isEqualTo(new SettingOrigin.File(source.defaultFile()));
        assertThat(origins.get("consul.address")).isEqualTo(new SettingOrigin.Variable("CONSUL_HTTP_ADDR"));
    }

    @Test
    void the_option_wins_over_the_variable_and_the_variable_over_the_default_file() {
        source.toml("[node]", "group = \"default-file\"");
        Path variable = source.file("variable.toml", "node.group = \"variable\"");
        Path option = source.file("option.toml", "node = { group = \"option\" }");
        assertThat(source.settings().node().group()).isEqualTo("default-file");
        source.env("REBOOTMGR_CONFIG", "");
        assertThat(source.settings().node().group()).isEqualTo("default-file");
        source.env("REBOOTMGR_CONFIG", variable.toString());
        assertThat(source.settings().node().group()).isEqualTo("variable");
        assertThat(source.read(Optional.of(option)))
                .isInstanceOfSatisfying(
                        SettingsResult.Loaded.class,
                        loaded -> assertThat(loaded.settings().node().group()).isEqualTo("option"));
    }

    @Test
    void a_named_file_must_be_there() {
        assertThat(source.problems(Optional.of(directory.resolve("gone.toml"))))
                .containsExactly("DIR/gone.toml: does not exist, expected a readable settings file");
        source.env("REBOOTMGR_CONFIG", directory.resolve("gone.toml").toString());
        assertThat(source.problems())
                .containsExactly("DIR/gone.toml: does not exist, expected a readable settings file");
    }

    @Test
    void an_empty_file_is_a_file_of_defaults() {
        source.toml("");
        assertThat(source.settings().node().group()).isEqualTo("default");
        source.toml("# nothing", "", "[node]");
        assertThat(source.settings().node().group()).isEqualTo("default");
    }

    @Test
    void a_list_of_no_trigger_files_is_fine() {
        source.toml("[paths]", "reboot_required = []");
        assertThat(source.settings().paths().rebootRequired()).isEmpty();
    }

    @Test
    void the_node_is_called_as_its_host_is_up_to_the_first_dot() throws Exception {
        source.file("hostname", "web2\n");
        assertThat(source.settings().node().name()).isEqualTo("web2");
        source.file("hostname", "(none)\n");
        assertThat(source.problems())
                .containsExactly("FILE: node.name is not set and the host name cannot stand in for it, expected a name"
                        + " of letters, digits, dots, dashes and underscores");
        Files.delete(directory.resolve("hostname"));
        assertThat(source.problems()).hasSize(1);
        source.toml("[node]", "name = \"web3\"");
        assertThat(source.settings().node().name()).isEqualTo("web3");
    }

    @Test
    void all_problems_are_told_at_once_in_the_order_of_the_file_and_then_the_variables() {
        source.toml(
                        "[reboot]",
                        "command = \"systemctl reboot\"",
                        "grace = \"0s\"",
                        "[consul]",
                        "adress = \"http://127.0.0.1:8500\"",
                        "timeout = 10",
                        "",
                        "[node] # who",
                        "name = \"web 1\"",
                        "[log]",
                        "level = 3")
                .env("CONSUL_HTTP_SSL_VERIFY", "maybe")
                .env("CONSUL_HTTP_ADDR", "ftp://x");
        assertThat(source.problems())
                .containsExactly(
                        "FILE:2: reboot.command is \"systemctl reboot\", expected a list of texts",
                        "FILE:3: reboot.grace is \"0s\", expected more than 0s and at most 30d",
                        "FILE:5: consul.adress is an unknown key, did you mean consul.address?",
                        "FILE:6: consul.timeout is 10, a number, expected a text in quotes",
                        "FILE:9: node.name is \"web 1\", expected a name of letters, digits, dots, dashes and"
                                + " underscores",
                        "FILE:10: log is not a section of the settings, expected one of node, consul, paths, reboot, metrics,"
                                + " lease",
                        "CONSUL_HTTP_ADDR: consul.address is \"ftp://x\", expected HOST:PORT, http://HOST:PORT or"
                                + " https://HOST:PORT",
                        "CONSUL_HTTP_SSL_VERIFY: consul.verify is \"maybe\", expected true or false");
    }
}
