package io.rebootmgr.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The sources of values while settings are read, and the findings: problems, and where each value came from. */
final class Inputs {
    private static final SettingOrigin DEFAULT = new SettingOrigin.Default();

    private final SettingsFile file;
    private final SettingOrigin fileOrigin;
    private final Map<String, String> env;
    private final List<SettingProblem> problems;
    private final Map<String, SettingOrigin> origins = new LinkedHashMap<>();

    /** Problems are added to {@code problems}. */
    Inputs(SettingsFile file, Map<String, String> env, List<SettingProblem> problems) {
        this.file = file;
        this.fileOrigin = new SettingOrigin.File(file.path());
        this.env = env;
        this.problems = problems;
    }

    JsonNode tree() {
        return file.tree();
    }

    Map<String, SettingOrigin> origins() {
        return origins;
    }

    /** What the file sets for the key; a missing node when it sets nothing. */
    JsonNode node(String key) {
        int dot = key.indexOf('.');
        JsonNode node = file.tree().path(key.substring(0, dot)).path(key.substring(dot + 1));
        origins.put(key, node.isMissingNode() ? DEFAULT : fileOrigin);
        return node;
    }

    /** What the file sets for the key, if that is a text. */
    Optional<Given> text(String key) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            wrong(key, WrongValue.node(node), "expected a text in quotes");
            return Optional.empty();
        }
        return Optional.of(new Given(key, node.textValue(), fileOrigin));
    }

    /** What the variable sets for the key, else what the file does. */
    Optional<Given> text(String key, String variable) {
        Optional<Given> set = variable(key, variable);
        return set.isPresent() ? set : text(key);
    }

    /** What the variable sets for the key. */
    Optional<Given> variable(String key, String variable) {
        Optional<Given> set = modifier(key, variable);
        if (set.isPresent()) {
            origins.put(key, set.get().origin());
        } else {
            origins.putIfAbsent(key, DEFAULT);
        }
        return set;
    }

    /** What the variable says about the key without being where its value comes from; an empty one says nothing. */
    Optional<Given> modifier(String key, String variable) {
        String value = env.getOrDefault(variable, "");
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(new Given(key, value, new SettingOrigin.Variable(variable)));
    }

    /** An item of the list that the file sets for the key. */
    Given item(String key, String text) {
        return new Given(key, text, fileOrigin);
    }

    void wrong(Given given, String expected) {
        wrong(given, WrongValue.text(given.text()), expected);
    }

    void wrong(Given given, String found, String expected) {
        if (given.origin() instanceof SettingOrigin.Variable variable) {
            problems.add(new SettingProblem(variable.name(), OptionalInt.empty(), given.key(), found, expected));
        } else {
            wrong(given.key(), found, expected);
        }
    }

    /** What the file sets for the key, or fails to set, is wrong. */
    void wrong(String key, String found, String expected) {
        problems.add(new SettingProblem(file.path().toString(), file.line(key), key, found, expected));
    }
}
