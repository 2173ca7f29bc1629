package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.nodes.NodeList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A value in a layer and the place where it stands. What it should be and is not becomes one of {@code problems}, and
 * the answer is empty: reading goes on, so that all problems are found at once.
 *
 * @param path the way to it from the layer's top: {@code windows[1].start}
 */
record FieldValue(Layer layer, String path, JsonNode json, List<Problem> problems) {

    Optional<Boolean> truth() {
        return json.isBoolean() ? Optional.of(json.booleanValue()) : wrong("true or false");
    }

    Optional<Integer> wholeNumber(int least, int most) {
        boolean fits = json.isIntegralNumber()
                && json.canConvertToInt()
                && json.intValue() >= least
                && json.intValue() <= most;
        return fits ? Optional.of(json.intValue()) : wrong("a whole number from " + least + " to " + most);
    }

    /** A text that says something. */
    Optional<String> text(String expected) {
        return json.isTextual() && !json.textValue().isBlank() ? Optional.of(json.textValue()) : wrong(expected);
    }

    <T> Optional<T> parsed(String expected, Function<String, Parsed<T>> parse) {
        return text(expected).flatMap(text -> switch (parse.apply(text)) {
            case Parsed.Value<T>(T value) -> Optional.of(value);
            case Parsed.Wrong<T>(String what) -> problem(what);
        });
    }

    Optional<Duration> duration(Duration least, Duration most) {
        String fix = json.isIntegralNumber() ? "; did you mean \"" + json.asText() + "s\"?" : "";
        return parsed("a duration with its unit, like \"90s\"" + fix, text -> Durations.parse(text, least, most));
    }

    /** All items of a list, or nothing where one of them is wrong or stands there twice. */
    <T> Optional<List<T>> list(String expected, Function<FieldValue, Optional<T>> read) {
        if (!json.isArray()) {
            return wrong(expected);
        }
        List<T> items = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (int i = 0; i < json.size(); i++) {
            FieldValue at = new FieldValue(layer, path + "[" + i + "]", json.get(i), problems);
            Optional<T> item = read.apply(at);
            item.filter(seen::add)
                    .ifPresentOrElse(
                            items::add, () -> item.ifPresent(twice -> at.problem("repeats an item before it")));
        }
        return items.size() == json.size() ? Optional.of(items) : Optional.empty();
    }

    /** Nodes: a text, or an array of texts, each a list with commas. */
    Optional<NodeList> nodes() {
        String expected = "nodes, like \"web[1-3],@db\", or a list of such texts";
        if (!json.isArray()) {
            return parsed(expected, FieldValue::nodes);
        }
        Optional<NodeList> all = Optional.of(NodeList.NONE);
        for (int i = 0; i < json.size(); i++) {
            FieldValue at = new FieldValue(layer, path + "[" + i + "]", json.get(i), problems);
            Optional<NodeList> more = at.parsed(expected, FieldValue::nodes);
            all = all.flatMap(list -> more.map(list::and));
        }
        return all;
    }

    private static Parsed<NodeList> nodes(String text) {
        return switch (NodeList.read(text)) {
            case NodeList.Reading.Read(NodeList list) -> Parsed.value(list);
            case NodeList.Reading.Wrong(String what) ->
                new Parsed.Wrong<>("is " + RefusedValue.text(text) + ", " + what);
        };
    }

    /** Whether this is an object; fields other than {@code known} are problems. */
    boolean isObjectOf(List<String> known) {
        if (!json.isObject()) {
            wrong("an object with " + String.join(", ", known));
            return false;
        }
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            String name = field.getKey();
            if (!known.contains(name)) {
                at(name).problem("is unknown"
                        + MeantWord.hint(name, known, "; expected one of " + String.join(", ", known)));
            }
        }
        return true;
    }

    /** The value of a field of this object. */
    Optional<FieldValue> field(String name) {
        return json.has(name) ? Optional.of(at(name)) : Optional.empty();
    }

    Optional<FieldValue> requiredField(String name) {
        return field(name).or(() -> at(name).problem("is missing"));
    }

    private FieldValue at(String name) {
        String below = path.isEmpty() ? RefusedValue.name(name) : path + "." + RefusedValue.name(name);
        return new FieldValue(layer, below, json.path(name), problems);
    }

    <T> Optional<T> wrong(String expected) {
        return problem("is " + RefusedValue.value(json) + ", expected " + expected);
    }

    <T> Optional<T> problem(String what) {
        problems.add(new Problem(path.isEmpty() ? layer.name() : layer.name() + ": " + path, what));
        return Optional.empty();
    }
}
