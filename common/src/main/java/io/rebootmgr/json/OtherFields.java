package io.rebootmgr.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that nobody here knows, and those of the objects in it. A newer agent wrote them, so whoever
 * rewrites the object writes them again as they were: old and new agents live side by side for as long as an upgrade of
 * the fleet takes.
 *
 * <p>An object in it whose reader keeps such fields itself (a claim in a list of claims) is left to that reader. Of any
 * other, fields that its reader never asked for are kept here, and written again where the same object is written: one
 * of the same field whose texts are the same, whatever became of its numbers and its place in a list. Where that one is
 * gone, or another has taken its place, they go with it.
 */
public final class OtherFields {
    public static final OtherFields NONE = new OtherFields(Json.object(), List.of());

    /**
     * Of one object and those in it together, in bytes. Of an object that has more than is left none is kept: many such
     * objects have to fit into one value.
     */
    private static final int BYTES_MAX = 4_096;

    private final ObjectNode fields;
    private final List<Inside> inside;

    /**
     * Those of an object in this one.
     *
     * @param name of the field that it is the value of, or in the list of
     * @param texts that it is recognised by
     */
    private record Inside(String name, ObjectNode texts, OtherFields others) {}

    private OtherFields(ObjectNode fields, List<Inside> inside) {
        this.fields = fields;
        this.inside = List.copyOf(inside);
    }

    /**
     * Those of an object beside the ones that are read, and of the objects that were read in it; at most 4 KiB of them.
     * To be asked for when everything in the object has been read.
     */
    public static OtherFields of(Fields object, Predicate<String> isKnown) {
        object.keep();
        return of(object, isKnown, BYTES_MAX);
    }

    private static OtherFields of(Fields object, Predicate<String> isKnown, int bytesMax) {
        ObjectNode fields = null;
        for (Map.Entry<String, JsonNode> field : object.all()) {
            if (!isKnown.test(field.getKey())) {
                fields = fields == null ? Json.object() : fields;
                fields.set(field.getKey(), field.getValue());
            }
        }
        int bytes = fields == null ? 0 : bytes(fields);
        if (fields == null || bytes > bytesMax) {
            fields = NONE.fields;
            bytes = 0;
        }
        int left = bytesMax - bytes;
        List<Inside> inside = new ArrayList<>();
        for (Fields.Inner inner : object.inner()) {
            Fields its = inner.object();
            OtherFields others = its.hasKeeper() ? NONE : of(its, its::isAskedFor, left);
            if (!others.isNone()) {
                inside.add(new Inside(inner.name(), its.texts(), others));
                left -= others.bytes();
            }
        }
        return fields.isEmpty() && inside.isEmpty() ? NONE : new OtherFields(fields, inside);
    }

    private boolean isNone() {
        return fields.isEmpty() && inside.isEmpty();
    }

    private static int bytes(ObjectNode fields) {
        return fields.isEmpty() ? 0 : Json.bytes(fields).length;
    }

    private int bytes() {
        return bytes(fields)
                + inside.stream().mapToInt(one -> one.others.bytes()).sum();
    }

    public OtherFields without(String name) {
        if (!fields.has(name)) {
            return this;
        }
        ObjectNode fewer = fields.deepCopy();
        fewer.remove(name);
        return new OtherFields(fewer, inside);
    }

    /** These, and of the others those whose name is not among them; the objects in it are those of either. */
    public OtherFields and(OtherFields older) {
        if (older.isNone()) {
            return this;
        }
        ObjectNode all = fields.deepCopy();
        addAbsent(all, older.fields);
        List<Inside> more = new ArrayList<>(inside);
        more.addAll(older.inside);
        return new OtherFields(all, more);
    }

    /** Adds them to the object, as they were read; one that is there already is replaced, but in the objects in it. */
    public void writeTo(ObjectNode object) {
        object.setAll(fields.deepCopy());
        writeInside(object);
    }

    private void writeInside(ObjectNode object) {
        Set<ObjectNode> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Inside one : inside) {
            for (ObjectNode candidate : objects(object.path(one.name))) {
                if (!taken.contains(candidate) && isSame(candidate, one.texts)) {
                    taken.add(candidate);
                    addAbsent(candidate, one.others.fields);
                    one.others.writeInside(candidate);
                    break;
                }
            }
        }
    }

    private static List<ObjectNode> objects(JsonNode value) {
        List<ObjectNode> objects = new ArrayList<>();
        if (value instanceof ObjectNode object) {
            objects.add(object);
        } else if (value.isArray()) {
            for (JsonNode item : value) {
                if (item instanceof ObjectNode object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    /** Whether all texts of both are the same; one that is empty may be left out. */
    private static boolean isSame(ObjectNode written, ObjectNode texts) {
        return hasTexts(written, texts) && hasTexts(texts, written);
    }

    private static boolean hasTexts(ObjectNode object, ObjectNode texts) {
        for (Map.Entry<String, JsonNode> field : texts.properties()) {
            if (field.getValue().isTextual()
                    && !object.path(field.getKey())
                            .asText()
                            .equals(field.getValue().textValue())) {
                return false;
            }
        }
        return true;
    }

    private static void addAbsent(ObjectNode object, ObjectNode more) {
        more.deepCopy().properties().forEach(field -> object.putIfAbsent(field.getKey(), field.getValue()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OtherFields that && fields.equals(that.fields) && inside.equals(that.inside);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fields, inside);
    }

    @Override
    public String toString() {
        return inside.isEmpty() ? Json.line(fields) : Json.line(fields) + inside;
    }
}
