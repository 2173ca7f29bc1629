package io.rebootmgr.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that nobody here knows. A newer agent wrote them, so whoever rewrites the object writes them
 * again as they were: old and new agents live side by side for as long as an upgrade of the fleet takes.
 */
public final class OtherFields {
    public static final OtherFields NONE = new OtherFields(Json.object());

    /** Of one object, in bytes. Of more than that none is kept: many such objects have to fit into one value. */
    private static final int BYTES_MAX = 4_096;

    private final ObjectNode fields;

    private OtherFields(ObjectNode fields) {
        this.fields = fields;
    }

    /** Those of an object beside the ones that are read, at most 4 KiB of them. */
    public static OtherFields of(Fields object, Predicate<String> isKnown) {
        ObjectNode fields = null;
        for (Map.Entry<String, JsonNode> field : object.all()) {
            if (!isKnown.test(field.getKey())) {
                fields = fields == null ? Json.object() : fields;
                fields.set(field.getKey(), field.getValue());
            }
        }
        return fields == null || Json.bytes(fields).length > BYTES_MAX ? NONE : new OtherFields(fields);
    }

    public OtherFields without(String name) {
        if (!fields.has(name)) {
            return this;
        }
        ObjectNode fewer = fields.deepCopy();
        fewer.remove(name);
        return new OtherFields(fewer);
    }

    /** These, and of the others those whose name is not among them. */
    public OtherFields and(OtherFields older) {
        if (older.fields.isEmpty()) {
            return this;
        }
        ObjectNode all = fields.deepCopy();
        older.fields.properties().forEach(field -> all.putIfAbsent(field.getKey(), field.getValue()));
        return new OtherFields(all);
    }

    /** Adds them to the object, as they were read; one that is there already is replaced. */
    public void writeTo(ObjectNode object) {
        object.setAll(fields.deepCopy());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OtherFields that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return Json.line(fields);
    }
}
