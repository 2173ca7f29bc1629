package io.rebootmgr.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fields of one JSON object, each read as the type it has to be. Fields that nobody asks for are passed over: a
 * newer agent may have written them.
 */
public final class Fields {
    private final String where;
    private final JsonNode object;

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
            throw new MalformedJson(
                    (where.isEmpty() ? "" : where + " ") + "should be an object, found " + Json.excerpt(value));
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
        return object.has(name) ? text(name) : otherwise;
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
        return object.has(name) ? flag(name) : otherwise;
    }

    public long number(String name) throws MalformedJson {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number", value);
        }
        return value.longValue();
    }

    /** The number, or the default where there is no such field. */
    public long number(String name, long otherwise) throws MalformedJson {
        return object.has(name) ? number(name) : otherwise;
    }

    public Instant instant(String name) throws MalformedJson {
        String text = text(name);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name, "a time like 2026-01-31T12:00:00Z", required(name));
        }
    }

    public Optional<Fields> object(String name) throws MalformedJson {
        return object.has(name) ? Optional.of(of(path(name), required(name))) : Optional.empty();
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

    /** The objects of a list, none where there is no such field. */
    public List<Fields> objects(String name) throws MalformedJson {
        List<Fields> items = new ArrayList<>();
        for (JsonNode item : list(name)) {
            items.add(of(path(name) + "[" + items.size() + "]", item));
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

    /** A complaint about one field. */
    public MalformedJson malformed(String name, String expected) throws MalformedJson {
        return wrong(name, expected, required(name));
    }

    private Iterable<JsonNode> list(String name) throws MalformedJson {
        if (!object.has(name)) {
            return List.of();
        }
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, "a list", value);
        }
        return value;
    }

    private JsonNode required(String name) throws MalformedJson {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new MalformedJson("has no field " + path(name));
        }
        return value;
    }

    private MalformedJson wrong(String name, String expected, JsonNode found) {
        return new MalformedJson(path(name) + " should be " + expected + ", found " + Json.excerpt(found));
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
