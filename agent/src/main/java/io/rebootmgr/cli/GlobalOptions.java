package io.rebootmgr.cli;

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

    /** The settings and adapters of this command; the verbosity is set with them. */
    Workplace open(Shell shell) {
        return Workplace.open(config(), shell.env());
    }

    /** The file that was named, for who reads the settings himself; the verbosity is set with it. */
    Optional<Path> config() {
        LogFormat.verbosity(verbose.length);
        return Optional.ofNullable(config);
    }
}
