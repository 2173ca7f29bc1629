package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who changed a layer of the policy by {@code config set}, newest first, at most {@value #NOTES_MAX}. It stands beside
 * the layer and not in it: an agent refuses a field that it does not know.
 *
 * @param broken notes that cannot be read: they are carried through as they stand there, for as long as there is room
 */
public record ChangeLog(List<Note> notes, List<Broken> broken, OtherFields others) {
    /** Nobody has yet. */
    public static final ChangeLog NONE = new ChangeLog(List.of(), List.of(), OtherFields.NONE);

    private static final String LIST = "changes";
    private static final int NOTES_MAX = 20;
    /** Characters of a value; it is for people. */
    private static final int VALUE_LENGTH_MAX = 300;

    /**
     * One change of a layer.
     *
     * @param by the operator, as {@code alice@admin1}
     * @param reason in the operator's words; may be empty
     * @param changes what changed, a field each, as in {@code limit: 1 -> 2}
     */
    public record Note(Instant at, String by, String reason, List<String> changes, OtherFields others) {
        private static final Set<String> KNOWN = Set.of("at", "by", "reason", "fields");

        public Note {
            changes = List.copyOf(changes);
        }

        public Note(Instant at, String by, String reason, List<String> changes) {
            this(at, by, reason, changes, OtherFields.NONE);
        }
    }

    /** A note that cannot be read, and which one of the list it is. */
    public record Broken(String why, JsonNode raw) {}

    public ChangeLog {
        notes = List.copyOf(notes);
        broken = List.copyOf(broken);
    }

    /** Reads what {@link #bytes} wrote. @throws MalformedJson when it is no list of notes at all */
    public static ChangeLog parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        JsonNode list = Json.parse(value).path(LIST);
        if (fields.has(LIST) && !list.isArray()) {
            throw fields.malformed(LIST, "a list");
        }
        List<Note> notes = new ArrayList<>();
        List<Broken> broken = new ArrayList<>();
        for (int at = 0; at < list.size(); at++) {
            try {
                notes.add(note(Fields.parse(Json.bytes(list.get(at)))));
            } catch (MalformedJson e) {
                broken.add(new Broken(
                        "holds a note that cannot be read: " + LIST + "[" + at + "] " + e.reason(), list.get(at)));
            }
        }
        return new ChangeLog(notes, broken, OtherFields.of(fields, LIST::equals));
    }

    private static Note note(Fields note) throws MalformedJson {
        return new Note(
                note.instant("at"),
                note.text("by"),
                note.text("reason", ""),
                note.texts("fields"),
                OtherFields.of(note, Note.KNOWN::contains));
    }

    /** With one more; the oldest goes when there are too many, and before it those that nobody can read. */
    public ChangeLog with(Note note) {
        List<Note> all =
                Stream.concat(Stream.of(note), notes.stream()).limit(NOTES_MAX).toList();
        return new ChangeLog(all, broken.stream().limit(NOTES_MAX - all.size()).toList(), others);
    }

    /** The same without what cannot be read. */
    public ChangeLog readable() {
        return new ChangeLog(notes, List.of(), others);
    }

    /** What changed, for people; {@code not set} stands for no word at all. */
    public static String text(PolicyEdit.FieldEdit change) {
        return change.field() + ": " + change.before().map(ChangeLog::value).orElse("not set") + " -> "
                + change.after().map(ChangeLog::value).orElse("not set");
    }

    private static String value(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : Json.line(value);
        return text.length() <= VALUE_LENGTH_MAX ? text : text.substring(0, VALUE_LENGTH_MAX) + "…";
    }

    /** For programs, and as it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray(LIST);
        for (Note note : notes) {
            ObjectNode one = list.addObject().put("at", note.at().toString()).put("by", note.by());
            if (!note.reason().isEmpty()) {
                one.put("reason", note.reason());
            }
            ArrayNode fields = one.putArray("fields");
            note.changes().forEach(fields::add);
            note.others().writeTo(one);
        }
        broken.forEach(one -> list.add(one.raw()));
        others.writeTo(json);
        return json;
    }

    public byte[] bytes() {
        return Json.bytes(json());
    }
}
