package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Changes fields of one layer and leaves its others as they stand there. Nothing comes of it that is not valid. */
public final class PolicyEdit {
    private PolicyEdit() {}

    /**
     * What an operator typed for a field: JSON, a plain text, or a list with commas; an empty text takes the field
     * away.
     */
    public record Assignment(String field, String text) {}

    /** What a field said and says now; empty where it is not set. */
    public record FieldEdit(String field, Optional<JsonNode> before, Optional<JsonNode> after) {}

    /** What an edit came to. */
    public sealed interface Result {

        /** The layer as it is to be written, and what is new in it; none where all of it stood there already. */
        record Edited(ObjectNode json, List<FieldEdit> changes) implements Result {
            public Edited {
                changes = List.copyOf(changes);
            }
        }

        /** What was typed is not valid. */
        record Refused(List<Problem> problems) implements Result {}

        /** What stands there already is not valid, and would not be with these changes either. */
        record Broken(List<Problem> problems) implements Result {}

        /** Each value is valid, and with these changes lists of nodes would contradict one another. */
        record Contradictory(List<Problem> problems) implements Result {}
    }

    /** The layer with these assignments, in their order. */
    public static Result of(Layer layer, List<Assignment> assignments) {
        JsonNode parsed;
        try {
            parsed = Json.parse(layer.json());
        } catch (MalformedJson e) {
            return new Result.Broken(List.of(new Problem(layer.name(), String.valueOf(e.getMessage()))));
        }
        if (!(parsed instanceof ObjectNode old)) {
            return new Result.Broken(
                    List.of(new Problem(layer.name(), "is " + RefusedValue.value(parsed) + ", not an object")));
        }
        ObjectNode edited = old.deepCopy();
        List<Problem> problems = new ArrayList<>();
        for (Assignment assignment : assignments) {
            apply(layer, assignment, edited, problems);
        }
        if (!problems.isEmpty()) {
            return new Result.Refused(problems);
        }
        if (PolicyLayers.read(List.of(new Layer(layer.name(), layer.kind(), bytes(edited))))
                instanceof PolicyResult.Invalid(List<Problem> left, Optional<Policy> contradictory)) {
            return contradictory.isPresent() ? new Result.Contradictory(left) : new Result.Broken(left);
        }
        return new Result.Edited(edited, changes(old, edited, assignments));
    }

    private static void apply(Layer layer, Assignment assignment, ObjectNode edited, List<Problem> problems) {
        String field = assignment.field();
        if (assignment.text().isEmpty()) {
            // A field that does not exist can be taken away where it stands: that is how a slip is put right.
            if (!edited.has(field) && PolicyFields.named(field).isEmpty()) {
                problems.addAll(problems(layer, field, JsonNodeFactory.instance.booleanNode(true)));
            }
            edited.remove(field);
            return;
        }
        List<JsonNode> readings = readings(assignment.text());
        for (JsonNode reading : readings) {
            if (problems(layer, field, reading).isEmpty()) {
                unprintable(reading)
                        .ifPresentOrElse(
                                point -> problems.add(new Problem(
                                        layer.name() + ": " + field,
                                        "holds the character " + PrintableText.codePoint(point)
                                                + ", expected printable text on one line")),
                                () -> edited.set(field, reading));
                return;
            }
        }
        problems.addAll(problems(layer, field, readings.getFirst()));
    }

    /** The first character in any of its texts that nobody would see, and that may hide or turn around the rest. */
    private static OptionalInt unprintable(JsonNode value) {
        if (value.isTextual()) {
            return PrintableText.unprintable(value.textValue());
        }
        for (JsonNode item : value) {
            OptionalInt found = unprintable(item);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalInt.empty();
    }

    /** What the text may mean; the first is what it looks like. */
    private static List<JsonNode> readings(String text) {
        List<JsonNode> readings = new ArrayList<>();
        try {
            readings.add(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedJson e) {
            // Then it is no JSON, but a text that needs no quotes.
        }
        readings.add(JsonNodeFactory.instance.textNode(text));
        ArrayNode list = Json.array();
        for (String item : text.split(",", -1)) {
            list.add(item.strip());
        }
        readings.add(list);
        return readings;
    }

    private static List<Problem> problems(Layer layer, String field, JsonNode value) {
        ObjectNode alone = Json.object();
        alone.set(field, value);
        return PolicyLayers.read(List.of(new Layer(layer.name(), layer.kind(), bytes(alone))))
                        instanceof PolicyResult.Invalid(List<Problem> problems, Optional<Policy> contradictory)
                ? problems
                : List.of();
    }

    private static List<FieldEdit> changes(ObjectNode old, ObjectNode edited, List<Assignment> assignments) {
        return assignments.stream()
                .map(Assignment::field)
                .distinct()
                .map(field -> new FieldEdit(
                        field, Optional.ofNullable(old.get(field)), Optional.ofNullable(edited.get(field))))
                .filter(change -> !change.before().equals(change.after()))
                .toList();
    }

    private static byte[] bytes(ObjectNode json) {
        return Json.bytes(json);
    }
}
