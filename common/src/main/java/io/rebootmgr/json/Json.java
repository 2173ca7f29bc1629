package io.rebootmgr.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON trees. A duplicate field, text after the value, nesting deeper than 64 or more than a million
 * values are malformed.
 */
public final class Json {
    private static final int MAX_DEPTH = 64;
    /** Some hundred thousand keys. A value takes up to 150 bytes here and two there: bytes alone bound no memory. */
    private static final int MAX_VALUES = 1_000_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    public static JsonNode text(String value) {
        return NODES.textNode(value);
    }

    public static JsonNode number(long value) {
        return NODES.numberNode(value);
    }

    public static JsonNode flag(boolean value) {
        return NODES.booleanNode(value);
    }

    /** Takes what it wants from a value as it goes by. */
    @FunctionalInterface
    public interface Reading<T> {
        /** Begins on the value's first token and ends on its last. What it throws about the JSON tells where. */
        T read(JsonParser in) throws IOException, MalformedJson;
    }

    /**
     * The one value that {@code bytes} hold, in UTF-8.
     *
     * @throws MalformedJson when they hold none, something else, or more than one
     */
    public static JsonNode parse(byte[] bytes) throws MalformedJson {
        return parse(bytes, in -> read(in, new Count()));
    }

    /** The same, of a value that is too large, or asked for too often, to make a tree of it first. */
    public static <T> T parse(byte[] bytes, Reading<T> reading) throws MalformedJson {
        try (JsonParser in = FACTORY.createParser(bytes)) {
            if (in.nextToken() == null) {
                throw new MalformedJson("is empty, expected JSON");
            }
            T value = reading.read(in);
            if (in.nextToken() != null) {
                throw new MalformedJson("has text after the JSON value, at " + at(in));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedJson("is not JSON: " + ParserTrouble.of(e));
        } catch (IOException e) {
            throw new MalformedJson("is not JSON in UTF-8: " + firstLine(e.getMessage()));
        }
    }

    /** The tree at the parser's current token, which may be of another format (TOML); the parser ends on its last. */
    public static JsonNode read(JsonParser in) throws IOException {
        return read(in, new Count());
    }

    /** Of the values read so far. */
    private static final class Count {
        private int values;

        void oneMore(JsonParser in) throws JsonParseException {
            values++;
            if (values > MAX_VALUES) {
                throw new JsonParseException(in, "more than " + MAX_VALUES + " values");
            }
        }
    }

    private static JsonNode read(JsonParser in, Count count) throws IOException {
        count.oneMore(in);
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    in.nextToken();
                    object.set(name, read(in, count));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(in, count));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_INT ->
                in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(in.getBigIntegerValue())
                        : NODES.numberNode(in.getLongValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
            default -> throw new IOException("unexpected " + token);
        };
    }

    /** On one line, in ASCII: what consul-client decodes the same way under every locale. */
    public static byte[] bytes(JsonNode value) {
        return write(value, false);
    }

    /** What {@link #bytes} are, as text. */
    public static String line(JsonNode value) {
        return new String(bytes(value), StandardCharsets.US_ASCII);
    }

    /** Indented, for people. */
    public static String pretty(JsonNode value) {
        return new String(write(value, true), StandardCharsets.US_ASCII);
    }

    /** The beginning of a value, for messages: one line, at most 60 characters. */
    public static String excerpt(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isObject() ? "an object" : "a list";
        }
        String text = new String(bytes(value), StandardCharsets.US_ASCII);
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }

    private static byte[] write(JsonNode value, boolean indented) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator to = FACTORY.createGenerator(out)) {
            if (indented) {
                to.useDefaultPrettyPrinter();
            }
            write(value, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonNode value, JsonGenerator to) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                to.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    to.writeFieldName(field.getKey());
                    write(field.getValue(), to);
                }
                to.writeEndObject();
            }
            case ARRAY -> {
                to.writeStartArray();
                for (JsonNode item : value) {
                    write(item, to);
                }
                to.writeEndArray();
            }
            case STRING -> to.writeString(value.textValue());
            case BOOLEAN -> to.writeBoolean(value.booleanValue());
            case NUMBER -> {
                if (value.isFloatingPointNumber()) {
                    to.writeNumber(value.doubleValue());
                } else if (value.isBigInteger()) {
                    to.writeNumber(value.bigIntegerValue());
                } else {
                    to.writeNumber(value.longValue());
                }
            }
            case NULL -> to.writeNull();
            default -> throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
        }
    }

    private static String at(JsonParser in) {
        return "line " + in.currentLocation().getLineNr() + " column "
                + in.currentLocation().getColumnNr();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
