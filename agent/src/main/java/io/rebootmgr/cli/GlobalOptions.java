package io.rebootmgr.cli;

import io.rebootmgr.log.LogStyle;
import io.rebootmgr.log.Logging;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of every command; {@code -h} and {@code --version} are picocli's own. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.Provider.class)
final class GlobalOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file (default: $REBOOTMGR_CONFIG, else /etc/rebootmgr/rebootmgr.toml).")
    private @Nullable Path config;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log every step; twice (-vv) logs everything.")
    private boolean[] verbose = {};

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            converter = LogStyleConverter.class,
            description = "How to log: text, journal (priorities for journald) or json"
                    + " (default: $REBOOTMGR_LOG_FORMAT, else what fits where the log goes).")
    private @Nullable LogStyle logStyle;

    /** The settings and adapters of this command; what is logged, and how, is set with them. */
    Workplace open(Shell shell) {
        return Workplace.open(config(), shell.env());
    }

    /** The file that was named, for who reads the settings himself; what is logged, and how, is set with it. */
    Optional<Path> config() {
        Logging.options(Optional.ofNullable(logStyle), verbose.length);
        return Optional.ofNullable(config);
    }
}
