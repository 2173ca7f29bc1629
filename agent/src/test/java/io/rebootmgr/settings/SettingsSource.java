package io.rebootmgr.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node in a directory: its default settings file, its host name and its environment. */
final class SettingsSource {
    private final Path directory;
    private final Map<String, String> env = new HashMap<>();

    SettingsSource(Path directory) {
        this.directory = directory;
        file("hostname", "web1.example.com\n");
    }

    Path defaultFile() {
        return directory.resolve("rebootmgr.toml");
    }

    SettingsSource toml(String... lines) {
        file("rebootmgr.toml", String.join("\n", lines));
        return this;
    }

    Path file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] bytes) {
        try {
            return Files.write(directory.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SettingsSource env(String variable, String value) {
        env.put(variable, value);
        return this;
    }

    SettingsResult read() {
        return read(Optional.empty());
    }

    SettingsResult read(Optional<Path> config) {
        return new SettingsReader(defaultFile(), directory.resolve("hostname")).load(config, env);
    }

    Settings settings() {
        return loaded().settings();
    }

    SettingsResult.Loaded loaded() {
        SettingsResult result = read();
        assertThat(result).isInstanceOf(SettingsResult.Loaded.class);
        return (SettingsResult.Loaded) result;
    }

    /** What is wrong, a line each, with the default file called FILE. */
    List<String> problems() {
        return problems(Optional.empty());
    }

    List<String> problems(Optional<Path> config) {
        return switch (read(config)) {
            case SettingsResult.Loaded loaded -> List.of();
            case SettingsResult.Invalid invalid ->
                invalid.problems().stream()
                        .map(problem -> problem.text()
                                .replace(defaultFile().toString(), "FILE")
                                .replace(directory.toString(), "DIR"))
                        .toList();
        };
    }
}
