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
 */
public record ChangeLog(List<Note> notes, OtherFields others) {
    /** Nobody has yet. */
    public static final ChangeLog NONE = new ChangeLog(List.of(), OtherFields.NONE);

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

    public ChangeLog {
        notes = List.copyOf(notes);
    }

    /** Reads what {@link #bytes} wrote. */
    public static ChangeLog parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Note> notes = new ArrayList<>();
        for (Fields note : fields.objects("changes")) {
            notes.add(new Note(
                    note.instant("at"),
                    note.text("by"),
                    note.text("reason", ""),
                    note.texts("fields"),
                    OtherFields.of(note, Note.KNOWN::contains)));
        }
        return new ChangeLog(notes, OtherFields.of(fields, "changes"::equals));
    }

    /** With one more; the oldest goes when there are too many. */
    public ChangeLog with(Note note) {
        return new ChangeLog(
                Stream.concat(Stream.of(note), notes.stream()).limit(NOTES_MAX).toList(), others);
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
        ArrayNode list = json.putArray("changes");
        for (Note note : notes) {
            ObjectNode one = list.addObject().put("at", note.at().toString()).put("by", note.by());
            if (!note.reason().isEmpty()) {
                one.put("reason", note.reason());
            }
            ArrayNode fields = one.putArray("fields");
            note.changes().forEach(fields::add);
            note.others().writeTo(one);
        }
        others.writeTo(json);
        return json;
    }

    public byte[] bytes() {
        return Json.bytes(json());
    }
}
