package io.rebootmgr.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.Keys;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values by type. One that is wrong becomes a problem and its default stands in, so that reading goes on to the next.
 */
record Values(Inputs in) {
    static final String NAME = "expected a name of letters, digits, dots, dashes and underscores";

    String name(String key, String otherwise) {
        Optional<Given> given = in.text(key);
        if (given.isEmpty()) {
            return otherwise;
        }
        if (!Keys.isName(given.get().text())) {
            in.wrong(given.get(), NAME);
        }
        return given.get().text();
    }

    /** One that may be left out; the variable wins over the file. */
    Optional<String> optionalName(String key, String variable) {
        Optional<Given> given = in.text(key, variable);
        if (given.isPresent() && !Keys.isName(given.get().text())) {
            in.wrong(given.get(), NAME);
        }
        return given.map(Given::text);
    }

    Path path(String key, String otherwise) {
        Optional<Given> given = in.text(key);
        return given.isEmpty() ? Path.of(otherwise) : absolute(given.get()).orElse(Path.of("/"));
    }

    List<Path> paths(String key, List<String> otherwise) {
        List<Path> paths = new ArrayList<>();
        for (String text : texts(key, otherwise)) {
            Optional<Path> path = absolute(in.item(key, text));
            if (path.isPresent()) {
                paths.add(path.get());
            }
        }
        return List.copyOf(paths);
    }

    /** A list of texts, of which none holds a NUL: no program's argument can. */
    List<String> texts(String key, List<String> otherwise) {
        JsonNode node = in.node(key);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isArray()) {
            in.wrong(key, WrongValue.node(node), "expected a list of texts");
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) {
            if (!item.isTextual() || item.textValue().indexOf('\0') >= 0) {
                in.wrong(key, "has an item that " + WrongValue.node(item), "expected a list of texts");
                return otherwise;
            }
            texts.add(item.textValue());
        }
        return List.copyOf(texts);
    }

    Duration duration(String key, Duration otherwise, Duration least, Duration most, String bounds) {
        Optional<Given> given = in.text(key);
        if (given.isEmpty()) {
            return otherwise;
        }
        Optional<Duration> duration = DurationText.parse(given.get().text());
        if (duration.isEmpty()) {
            in.wrong(given.get(), "expected a duration as 90s, 5m, 2h, 1d or ISO-8601");
            return otherwise;
        }
        if (duration.get().compareTo(least) < 0 || duration.get().compareTo(most) > 0) {
            in.wrong(given.get(), bounds);
            return otherwise;
        }
        return duration.get();
    }

    /** The absolute path; only a variable's may be relative, to where the command was called. */
    Optional<Path> absolute(Given given) {
        Optional<Path> path = parse(given.text());
        if (path.isPresent() && given.origin() instanceof SettingOrigin.Variable) {
            return Optional.of(path.get().toAbsolutePath());
        }
        if (path.isPresent() && path.get().isAbsolute()) {
            return path;
        }
        in.wrong(
                given,
                path.isEmpty() && !isAscii(given.text())
                        ? "a path that cannot be written in this locale's character set: set LC_ALL=C.UTF-8"
                        : "expected an absolute path");
        return Optional.empty();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** The path that a text names, if it can name one. */
    static Optional<Path> parse(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
