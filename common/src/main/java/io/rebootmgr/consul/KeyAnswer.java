package io.rebootmgr.consul;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys as Consul tells them, read as they go by: of a fleet of thousands they are most of what a command reads, and a
 * tree of them would be made only to be taken apart.
 */
final class KeyAnswer {
    /** A key takes a few hundred bytes here and down to 40 there: the answer's bytes alone bound no memory. */
    private static final int MOST_KEYS = 200_000;

    private KeyAnswer() {}

    /** Of a read-only transaction. @throws MalformedJson when it is not the answer to one that met no errors */
    static View ofTransaction(byte[] answer) throws MalformedJson {
        return new View(Json.parse(answer, KeyAnswer::results));
    }

    /** Of everything below a prefix. @throws MalformedJson when it is no list of keys with their values */
    static View ofPrefix(byte[] answer) throws MalformedJson {
        return new View(Json.parse(answer, in -> {
            requireList(in);
            List<View.Entry> entries = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                add(entries, new Draft(in).entry());
            }
            return entries;
        }));
    }

    /** Of the names below a prefix. @throws MalformedJson when it is no list of names */
    static List<String> names(byte[] answer) throws MalformedJson {
        return Json.parse(answer, in -> {
            requireList(in);
            List<String> names = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (in.currentToken() != JsonToken.VALUE_STRING) {
                    throw noList();
                }
                add(names, in.getText());
            }
            return names;
        });
    }

    private static void requireList(JsonParser in) throws MalformedJson {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw noList();
        }
    }

    private static MalformedJson noList() {
        return new MalformedJson("is no list of keys");
    }

    private static <T> void add(List<T> keys, T key) throws MalformedJson {
        if (keys.size() == MOST_KEYS) {
            throw new MalformedJson("has more than " + MOST_KEYS + " keys");
        }
        keys.add(key);
    }

    private static List<View.Entry> results(JsonParser in) throws IOException, MalformedJson {
        List<View.Entry> entries = new ArrayList<>();
        boolean answers = false;
        if (in.currentToken() == JsonToken.START_OBJECT) {
            while (another(in)) {
                switch (in.currentName()) {
                    case "Results" -> answers = areIn(in, entries);
                    case "Errors" -> requireNone(in);
                    default -> in.skipChildren();
                }
            }
        }
        if (!answers) {
            throw new MalformedJson("has no list of Results");
        }
        return entries;
    }

    /** Goes on to the value of an object's next field; no at the object's end. */
    private static boolean another(JsonParser in) throws IOException {
        return in.nextToken() == JsonToken.FIELD_NAME && in.nextToken() != null;
    }

    /** Adds what the list has; no where it is none. One without any is null. */
    private static boolean areIn(JsonParser in, List<View.Entry> entries) throws IOException, MalformedJson {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return in.currentToken() == JsonToken.VALUE_NULL;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Draft found = new Draft();
            if (in.currentToken() == JsonToken.START_OBJECT) {
                while (another(in)) {
                    if (in.currentName().equals("KV")) {
                        found = new Draft(in);
                    } else {
                        in.skipChildren();
                    }
                }
            }
            add(entries, found.entry());
        }
        return true;
    }

    private static void requireNone(JsonParser in) throws IOException, MalformedJson {
        String errors = Json.line(Json.read(in));
        if (!errors.equals("null") && !errors.equals("[]")) {
            throw new MalformedJson("has Errors in a read that met none: " + ConsulFailures.excerpt(errors));
        }
    }

    /** What is known so far of a key. */
    private static final class Draft {
        private @Nullable String key;
        private byte @Nullable [] value;
        private long index;
        private long created;
        private Optional<String> session = Optional.empty();

        Draft() {}

        /** One that the parser stands at. */
        Draft(JsonParser in) throws IOException, MalformedJson {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return;
            }
            while (another(in)) {
                switch (in.currentName()) {
                    case "Key" -> key = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : null;
                    case "Value" -> value = value(in);
                    case "ModifyIndex" -> index = number(in);
                    case "CreateIndex" -> created = number(in);
                    case "Session" -> session = session(in, key);
                    default -> {}
                }
                in.skipChildren();
            }
        }

        View.Entry entry() throws MalformedJson {
            if (key == null || index < 1) {
                throw new MalformedJson("has a result without Key or ModifyIndex");
            }
            if (value == null) {
                throw noValue();
            }
            return new View.Entry(key, value, index, created == 0 ? index : created, session);
        }

        /** None where it is no whole number, or one that is too large. */
        private static long number(JsonParser in) throws IOException {
            boolean fits = in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            return fits ? in.getLongValue() : 0;
        }

        private byte[] value(JsonParser in) throws IOException, MalformedJson {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return new byte[0]; // a key without a value
            }
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw noValue();
            }
            try {
                return in.getBinaryValue();
            } catch (JsonParseException e) {
                throw noValue();
            }
        }

        private MalformedJson noValue() {
            return new MalformedJson("has no base64 as Value of " + ConsulFailures.excerpt(key));
        }

        private static Optional<String> session(JsonParser in, @Nullable String key) throws IOException, MalformedJson {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw new MalformedJson("has no text as Session of " + ConsulFailures.excerpt(key));
            }
            return Optional.of(in.getText()).filter(id -> !id.isEmpty());
        }
    }
}
