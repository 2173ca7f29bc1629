package io.rebootmgr.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import io.rebootmgr.file.PlainFile;
import io.rebootmgr.host.RootOnly;
import io.rebootmgr.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings file: its tree, and its text to find lines in. One that cannot be read is as good as empty. */
record SettingsFile(Path path, JsonNode tree, String text) {
    private static final int MOST_BYTES = 64 * 1024;

    /**
     * A section, a list and its items are three; what is much deeper is no settings file, and would exhaust the stack.
     */
    private static final int MOST_DEPTH = 32;

    private static final TomlFactory TOML = TomlFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
            .build();

    static SettingsFile none(Path path) {
        return new SettingsFile(path, Json.object(), "");
    }

    /**
     * Reads it, or adds the problem that it cannot be read.
     *
     * @param asRoot whether what it names is done as root, so that nobody else may be able to write it
     */
    static SettingsFile read(Path path, boolean asRoot, List<SettingProblem> problems) {
        try {
            Optional<String> foreign = asRoot ? RootOnly.violatedBy(path) : Optional.empty();
            if (foreign.isPresent()) {
                problems.add(whole(path, "is not root's alone, so root does not obey it", foreign.get()));
                return none(path);
            }
            byte[] bytes = PlainFile.read(path, MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problems.add(whole(path, "is larger than 64 KiB", "expected a settings file"));
                return none(path);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // Some editors begin every file with a byte order mark.
            String toml = text.startsWith("\ufeff") ? text.substring(1) : text;
            return new SettingsFile(path, parse(toml), toml);
        } catch (JsonProcessingException e) {
            problems.add(syntax(path, e));
        } catch (StackOverflowError e) {
            problems.add(whole(path, "is nested too deeply", "expected [section] lines and key = value lines"));
        } catch (CharacterCodingException e) {
            problems.add(whole(path, "is not text in UTF-8", "expected TOML"));
        } catch (IOException e) {
            problems.add(whole(path, PlainFile.why(e), "expected a readable settings file"));
        }
        return none(path);
    }

    /** Where a key is set, for messages. */
    OptionalInt line(String key) {
        return Lines.find(text, key);
    }

    private static JsonNode parse(String text) throws IOException {
        try (JsonParser in = TOML.createParser(text)) {
            in.nextToken();
            return Json.read(in);
        }
    }

    private static SettingProblem syntax(Path path, JsonProcessingException e) {
        OptionalInt line = e.getLocation() == null
                ? OptionalInt.empty()
                : OptionalInt.of(e.getLocation().getLineNr());
        String column =
                e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
        return new SettingProblem(
                path.toString(),
                line,
                "",
                "is not TOML: " + WrongValue.clip(e.getOriginalMessage()) + column,
                "expected [section] lines and key = value lines, texts in quotes");
    }

    private static SettingProblem whole(Path path, String found, String expected) {
        return new SettingProblem(path.toString(), OptionalInt.empty(), "", found, expected);
    }
}
