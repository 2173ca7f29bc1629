package io.rebootmgr.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fields of one JSON object, each read as the type it has to be. Fields that nobody asks for are passed over: a
 * newer agent may have written them. Which those are is known afterwards, of the objects in it too: see
 * {@link OtherFields}.
 */
public final class Fields {
    private static final long LONGEST_MILLISECONDS = Duration.ofDays(36_525).toMillis();
    /** The last second of the year 9999. */
    private static final Instant LATEST = Instant.ofEpochSecond(253_402_300_799L);

    private final String where;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();
    private final List<Inner> inner = new ArrayList<>();
    private boolean hasKeeper;

    /** An object that was read of a field: the field's value, or one of its list. */
    record Inner(String name, Fields object) {}

    private Fields(String where, JsonNode object) {
        this.where = where;
        this.object = object;
    }

    /** The object that {@code bytes} hold. */
    public static Fields parse(byte[] bytes) throws MalformedJson {
        return of("", Json.parse(bytes));
    }

    private static Fields of(String where, JsonNode value) throws MalformedJson {
        if (!value.isObject()) {
            throw where.isEmpty()
                    ? new MalformedJson("should be an object, found " + Json.excerpt(value))
                    : wrongAt(where, "an object", value);
        }
        return new Fields(where, value);
    }

    public String text(String name) throws MalformedJson {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw wrong(name, "text", value);
        }
        return value.textValue();
    }

    /** The text, or the default where there is no such field. */
    public String text(String name, String otherwise) throws MalformedJson {
        return has(name) ? text(name) : otherwise;
    }

    public boolean flag(String name) throws MalformedJson {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return value.booleanValue();
    }

    /** The flag, or the default where there is no such field. */
    public boolean flag(String name, boolean otherwise) throws MalformedJson {
        return has(name) ? flag(name) : otherwise;
    }

    /** A whole number within bounds, both included. There is no other: what somebody else wrote can be anything. */
    public long number(String name, long least, long most) throws MalformedJson {
        JsonNode value = required(name);
        boolean fits = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= least
                && value.longValue() <= most;
        if (!fits) {
            throw wrong(name, "a whole number from " + least + " to " + most, value);
        }
        return value.longValue();
    }

    public boolean has(String name) {
        asked.add(name);
        return object.has(name);
    }

    /** Of a field that whoever writes the object makes anew: it is known, and what it says is not. */
    public void passOver(String name) {
        asked.add(name);
    }

    /** How a program ended: 0 to 255, or -1 where it was ended. */
    public int code(String name) throws MalformedJson {
        return (int) number(name, -1, 255);
    }

    /** Milliseconds, at most a hundred years of them; negative where a clock was set back meanwhile. */
    public Duration milliseconds(String name) throws MalformedJson {
        return Duration.ofMillis(number(name, -LONGEST_MILLISECONDS, LONGEST_MILLISECONDS));
    }

    /** Seconds since 1970, up to the year 9999. */
    public long epochSecond(String name) throws MalformedJson {
        return number(name, 0, LATEST.getEpochSecond());
    }

    /** Whether a time can be read again once it is written: it is in the years 1970 to 9999. */
    public static boolean isReadable(Instant time) {
        return !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST);
    }

    /** A time in the years 1970 to 9999: any two have a distance, and people can read them. */
    public Instant instant(String name) throws MalformedJson {
        String text = text(name);
        try {
            Instant instant = PlainTime.is(text) ? PlainTime.read(text) : Instant.parse(text);
            if (isReadable(instant)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw wrong(name, "a time like 2026-01-31T12:00:00Z", required(name));
    }

    public Optional<Fields> object(String name) throws MalformedJson {
        return has(name) ? Optional.of(inside(name, of(path(name), required(name)))) : Optional.empty();
    }

    /** Every field of an object, each true or false; none where there is no such field. */
    public SortedMap<String, Boolean> flags(String name) throws MalformedJson {
        SortedMap<String, Boolean> flags = new TreeMap<>();
        Optional<Fields> inner = object(name);
        if (inner.isPresent()) {
            List<String> names = new ArrayList<>();
            inner.get().object.fieldNames().forEachRemaining(names::add);
            for (String each : names) {
                flags.put(each, inner.get().flag(each));
            }
        }
        return flags;
    }

    /** Every field of an object, each a text; none where there is no such field. */
    public SortedMap<String, String> words(String name) throws MalformedJson {
        SortedMap<String, String> words = new TreeMap<>();
        Optional<Fields> inner = object(name);
        if (inner.isPresent()) {
            List<String> names = new ArrayList<>();
            inner.get().object.fieldNames().forEachRemaining(names::add);
            for (String each : names) {
                words.put(each, inner.get().text(each));
            }
        }
        return words;
    }

    /** The objects of a list, none where there is no such field. */
    public List<Fields> objects(String name) throws MalformedJson {
        List<Fields> items = new ArrayList<>();
        for (JsonNode item : list(name)) {
            items.add(inside(name, of(path(name) + "[" + items.size() + "]", item)));
        }
        return items;
    }

    /** The texts of a list, none where there is no such field. */
    public List<String> texts(String name) throws MalformedJson {
        List<String> items = new ArrayList<>();
        for (JsonNode item : list(name)) {
            if (!item.isTextual()) {
                throw wrong(name, "a list of texts", item);
            }
            items.add(item.textValue());
        }
        return items;
    }

    private Fields inside(String name, Fields one) {
        inner.add(new Inner(name, one));
        return one;
    }

    /** Every field of the object, read or not. */
    Set<Map.Entry<String, JsonNode>> all() {
        return object.properties();
    }

    /** Whether somebody has asked for this field, be it there or not. */
    boolean isAskedFor(String name) {
        return asked.contains(name);
    }

    /** The objects in it that were read, in the order of reading. */
    List<Inner> inner() {
        return inner;
    }

    /** Whether somebody keeps its other fields already. */
    boolean hasKeeper() {
        return hasKeeper;
    }

    /** From now on whoever has read this object keeps its other fields, and not who has read the one around it. */
    void keep() {
        hasKeeper = true;
    }

    /** Those of its texts that were read. */
    ObjectNode texts() {
        ObjectNode texts = Json.object();
        for (Map.Entry<String, JsonNode> field : all()) {
            if (isAskedFor(field.getKey()) && field.getValue().isTextual()) {
                texts.set(field.getKey(), field.getValue());
            }
        }
        return texts;
    }

    /** A complaint about one field. */
    public MalformedJson malformed(String name, String expected) throws MalformedJson {
        return wrong(name, expected, required(name));
    }

    private Iterable<JsonNode> list(String name) throws MalformedJson {
        if (!has(name)) {
            return List.of();
        }
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, "a list", value);
        }
        return value;
    }

    private JsonNode required(String name) throws MalformedJson {
        asked.add(name);
        JsonNode value = object.get(name);
        if (value == null) {
            throw new MalformedJson("has no field " + path(name));
        }
        return value;
    }

    private MalformedJson wrong(String name, String expected, JsonNode found) {
        return wrongAt(path(name), expected, found);
    }

    private static MalformedJson wrongAt(String path, String expected, JsonNode found) {
        return new MalformedJson("has " + Json.excerpt(found) + " as " + path + ", expected " + expected);
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
