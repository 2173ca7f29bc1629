package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    @ParameterizedTest
    @CsvSource({
        "--config f run, run --config f",
        "--config=f -vv status --watch, status --watch --config=f -vv",
        "-v config show, config show -v",
        "run --config f, run --config f",
        "--config f, --config f",
        "--config f --yes, --config f --yes",
        "--dry-run run, --dry-run run",
        "--config, --config",
    })
    void settingsAndVerbosityMayStandBeforeTheCommand(String given, String read) {
        assertThat(Arguments.commandFirst(given.split(" "))).containsExactly(read.split(" "));
    }
}
