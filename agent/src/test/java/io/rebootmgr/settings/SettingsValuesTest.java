package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsValuesTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            node.name = ""                     | is empty, expected a name
            node.name = "web/1"                | is "web/1", expected a name
            node.name = "wéb"                  | is "wéb", expected a name
            node.name = true                   | is true, expected a text
            node.name = 7                      | is 7, a number, expected a text
            node.name = 1.5                    | is 1.5, a number, expected a text
            node.name = ["web1"]               | is a list, expected a text
            node.group = "a b"                 | is "a b", expected a name
            node.group = "a\\u0007b"           | is "a b", expected a name
            node.domain = ""                   | is empty, expected a name
            node.domain = "rack 1"             | is "rack 1", expected a name
            consul.prefix = ""                 | is empty, expected letters
            consul.prefix = "/a"               | is "/a", expected letters
            consul.prefix = "a/"               | is "a/", expected letters
            consul.prefix = "a//b"             | is "a//b", expected letters
            consul.prefix = "a b"              | is "a b", expected letters
            consul.prefix = "a?b"              | is "a?b", expected letters
            consul.timeout = ""                | is empty, expected a duration
            consul.timeout = "s"               | is "s", expected a duration
            consul.timeout = "10"              | is "10", expected a duration
            consul.timeout = "10 s"            | is "10 s", expected a duration
            consul.timeout = "-1s"             | is "-1s", expected 100ms to 5m
            consul.timeout = "1w"              | is "1w", expected a duration
            consul.timeout = "1.5s"            | is "1.5s", expected a duration
            consul.timeout = "PTfoo"           | is "PTfoo", expected a duration
            consul.timeout = "9999999999999s"  | is "9999999999999s", expected a duration
            consul.timeout = "PT0.099S"        | is "PT0.099S", expected 100ms to 5m
            consul.timeout = "301s"            | is "301s", expected 100ms to 5m
            consul.timeout = "-PT1S"           | is "-PT1S", expected 100ms to 5m
            consul.server_name = ""            | is empty, expected a host name
            consul.server_name = "a b"         | is "a b", expected a host name
            paths.tasks = "etc"                | is "etc", expected an absolute path
            paths.state = ""                   | is empty, expected an absolute path
            paths.run = "/a\\u0000"            | is "/a ", expected an absolute path
            paths.boot_id = 3                  | is 3, a number, expected a text
            paths.notify = "n"                 | is "n", expected an absolute path
            paths.reboot_required = "/a"       | is "/a", expected a list of texts
            paths.reboot_required = ["a"]      | is "a", expected an absolute path
            paths.reboot_required = ["/a", 1]  | has an item that is 1, a number, expected a list of texts
            reboot.command = []                | is an empty list, expected a program
            reboot.command = [""]              | begins with an empty text, expected a program
            reboot.command = [" ", "x"]        | begins with an empty text, expected a program
            reboot.command = ["a", ["b"]]      | has an item that is a list, expected a list of texts
            reboot.command = ["a\\u0000"]      | has an item that is "a ", expected a list of texts
            metrics.textfile = "a.prom"        | is "a.prom", expected an absolute path
            metrics.textfile = "/a/b.txt"      | is "/a/b.txt", expected a file name that ends in .prom
            metrics.textfile = 1               | is 1, a number, expected a text in quotes
            reboot.grace = "0s"                | is "0s", expected more than 0s
            reboot.grace = "PT-1S"             | is "PT-1S", expected more than 0s
            reboot.grace = "31d"               | is "31d", expected more than 0s
            reboot.grace = "999999d"           | is "999999d", expected more than 0s
            reboot.grace = "999999999d"        | is "999999999d", expected a duration
            """)
    void a_value_that_cannot_be_is_told_with_what_can(String toml, String problem) {
        String key = toml.substring(0, toml.indexOf(' '));
        assertThat(new SettingsSource(directory).toml(toml).problems())
                .singleElement()
                .asString()
                .startsWith("FILE:1: " + key + " " + problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            consul.timeout = "PT0.1S"
            consul.timeout = "5m"
            consul.timeout = "100ms"
            reboot.grace = "1d 4h"
            consul.timeout = "1s"
            reboot.grace = "PT0.001S"
            reboot.grace = "30d"
            reboot.grace = "720h"
            consul.prefix = "a/b/c.d_e-9"
            node.name = "web1.example.com"
            "node"."name" = 'web1'
            """)
    void a_value_at_its_bounds_is_fine(String toml) {
        assertThat(new SettingsSource(directory).toml(toml).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"node.name", "consul.prefix", "paths.tasks"})
    void a_long_value_is_shown_in_part(String key) {
        assertThat(new SettingsSource(directory)
                        .toml(key + " = \" " + "x".repeat(10_000) + "\"")
                        .problems())
                .singleElement()
                .asString()
                .hasSizeLessThan(250);
    }
}
