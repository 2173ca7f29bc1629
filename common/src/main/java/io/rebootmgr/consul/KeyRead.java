package io.rebootmgr.consul;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A read-only transaction: several prefixes as of one moment, in one request that writes nothing to Raft. */
final class KeyRead {
    /** So many fit into no fleet, and into memory. */
    private static final int MOST = 110_000;
    /** Of a key without a value. */
    private static final byte[] NOTHING = {};

    private KeyRead() {}

    /** What to send. */
    static byte[] request(List<String> prefixes) {
        ArrayNode operations = Json.array();
        for (String prefix : prefixes) {
            operations.addObject().putObject("KV").put("Verb", "get-tree").put("Key", prefix);
        }
        return Json.bytes(operations);
    }

    /** What to send to hear which of these keys are not there: that each has an index that no key has. */
    static byte[] requestOfIndexes(List<String> keys) {
        ArrayNode operations = Json.array();
        for (String key : keys) {
            operations
                    .addObject()
                    .putObject("KV")
                    .put("Verb", "check-index")
                    .put("Key", key)
                    .put("Index", 0);
        }
        return Json.bytes(operations);
    }

    /** The keys that are not there by the answer to that, which refuses each in words. */
    static List<String> absent(byte[] answer, List<String> keys) throws MalformedJson {
        List<String> absent = new ArrayList<>();
        for (JsonNode error : Json.parse(answer).path("Errors")) {
            int at = error.path("OpIndex").asInt(-1);
            if (at >= 0
                    && at < keys.size()
                    && error.path("What")
                            .asText()
                            .equals("failed to check index, key \"" + keys.get(at) + "\" doesn't exist")) {
                absent.add(keys.get(at));
            }
        }
        return absent;
    }

    /** What came back. @throws MalformedJson when it is not the answer to such a transaction */
    static View view(byte[] answer) throws MalformedJson {
        return Json.parse(answer, new Results());
    }

    /** What came back from a list of keys with their values. @throws MalformedJson when it is none */
    static View list(byte[] answer) throws MalformedJson {
        return Json.parse(answer, new KeyList());
    }

    private static final class Results implements Json.Reading<View> {
        @Override
        public View read(JsonParser in) throws IOException, MalformedJson {
            List<View.Entry> entries = new ArrayList<>();
            boolean hasResults = false;
            String errors = "";
            if (in.currentToken() == JsonToken.START_OBJECT) {
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    JsonToken token = in.nextToken();
                    if (name.equals("Results")) {
                        hasResults = token == JsonToken.START_ARRAY || token == JsonToken.VALUE_NULL;
                        readAll(in, entries, true);
                    } else if (name.equals("Errors")) {
                        JsonNode tree = Json.read(in);
                        errors = tree.isEmpty() ? "" : tree.toString();
                    } else {
                        in.skipChildren();
                    }
                }
            }
            if (!hasResults) {
                throw new MalformedJson("has no list of Results");
            }
            if (!errors.isEmpty()) {
                throw new MalformedJson("has Errors in a read that met none: " + Failures.excerpt(errors));
            }
            return new View(entries);
        }
    }

    private static final class KeyList implements Json.Reading<View> {
        @Override
        public View read(JsonParser in) throws IOException, MalformedJson {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                throw new MalformedJson("is not a list of keys");
            }
            List<View.Entry> entries = new ArrayList<>();
            readAll(in, entries, false);
            return new View(entries);
        }
    }

    /** The items of the list that the parser is at, each of them a key or what holds one as its {@code KV}. */
    private static void readAll(JsonParser in, List<View.Entry> entries, boolean held)
            throws IOException, MalformedJson {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (entries.size() == MOST) {
                throw new MalformedJson("has more than " + MOST + " keys");
            }
            OneKey key = new OneKey();
            if (!held) {
                key.read(in);
            } else if (in.currentToken() == JsonToken.START_OBJECT) {
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    boolean isKey = in.currentName().equals("KV");
                    in.nextToken();
                    if (isKey) {
                        key.read(in);
                    } else {
                        in.skipChildren();
                    }
                }
            } else {
                in.skipChildren();
            }
            entries.add(key.entry());
        }
    }

    /** The fields of a key as they come by. */
    private static final class OneKey {
        private @Nullable String key;
        private @Nullable String value;
        private boolean isNoValue;
        private long index;
        private long created;
        private String session = "";
        private boolean isNoSession;

        void read(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return;
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                JsonToken token = in.nextToken();
                boolean isText = token == JsonToken.VALUE_STRING;
                switch (name) {
                    case "Key" -> key = isText ? in.getText() : null;
                    case "ModifyIndex" -> index = number(in);
                    case "CreateIndex" -> created = number(in);
                    case "Session" -> {
                        session = isText ? in.getText() : "";
                        isNoSession = !isText;
                    }
                    case "Value" -> {
                        value = isText ? in.getText() : null;
                        isNoValue = token == JsonToken.VALUE_NULL;
                    }
                    default -> {}
                }
                in.skipChildren();
            }
        }

        /** 0 for whatever is no index. */
        private static long number(JsonParser in) throws IOException {
            return in.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    ? in.getLongValue()
                    : 0;
        }

        View.Entry entry() throws MalformedJson {
            if (key == null || index < 1) {
                throw new MalformedJson("has a result without Key or ModifyIndex");
            }
            if (isNoSession) {
                throw new MalformedJson("has no text as Session of " + Failures.excerpt(key));
            }
            return new View.Entry(
                    key,
                    isNoValue ? NOTHING : decoded(key, value),
                    index,
                    created == 0 ? index : created,
                    session.isEmpty() ? Optional.empty() : Optional.of(session));
        }
    }

    private static byte[] decoded(String key, @Nullable String value) throws MalformedJson {
        try {
            if (value != null) {
                return Base64.getDecoder().decode(value);
            }
        } catch (IllegalArgumentException e) {
            // falls through: it is no value either
        }
        throw new MalformedJson("has no base64 as Value of " + Failures.excerpt(key));
    }
}
