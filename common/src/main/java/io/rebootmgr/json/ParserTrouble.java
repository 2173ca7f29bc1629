package io.rebootmgr.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.rebootmgr.text.PrintableText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the JSON library has against a text, in words for people who have never heard of that library. */
public final class ParserTrouble {
    private static final int LONGEST_TOKEN = 60;

    private static final Pattern TOKEN = Pattern.compile("^(?:Unrecognized|Non-standard) token '(.*?)'");
    private static final Pattern CODE =
            Pattern.compile("^(?:Unexpected|Illegal|Unrecognized)(?: unquoted)? character.*?code (\\d{1,9})");
    private static final Pattern CLOSE = Pattern.compile("^Unexpected close marker '(.)'");
    private static final Pattern FIELD = Pattern.compile("^Duplicate [Ff]ield '(.*)'$");
    private static final Pattern TOO_MUCH =
            Pattern.compile("^(.*?) \\((\\d+)\\) exceeds the maximum allowed \\((\\d+)");
    private static final Pattern BYTE = Pattern.compile("^Invalid UTF-8 .*?(0x[0-9a-f]+)$");
    /** Where the library begins to speak of itself. */
    private static final Pattern OWN_MATTERS = Pattern.compile(
            " ?\\(start marker at .*| ?\\[Source: .*|:? enable [`'].*|,? from `.*| ?\\(for Array start.*");

    /** What follows an unexpected character in its message, and what that means. */
    private record Expectation(String theirs, String ours) {}

    private static final List<Expectation> EXPECTATIONS = List.of(
            new Expectation("to start field name", "expected a field's name in quotes"),
            new Expectation("a colon to separate", "expected a colon behind the field's name"),
            new Expectation("comma to separate Object", "expected a comma or the end of the object"),
            new Expectation("comma to separate Array", "expected a comma or the end of the list"),
            new Expectation("comment", "JSON has no comments"),
            new Expectation("hex-digit", "expected four hexadecimal digits behind \\u"),
            new Expectation("in numeric value", "in a number"),
            new Expectation("space separating root-level", "expected a blank or the end behind the value"),
            new Expectation("expected a value", "expected a value"),
            new Expectation("expected a valid value", "expected a value, texts in quotes"));

    private ParserTrouble() {}

    /** What is wrong and where: {@code ends in the middle of the object that begins at line 1 column 1}. */
    public static String of(JsonProcessingException e) {
        String said = e.getOriginalMessage() == null
                ? ""
                : e.getOriginalMessage().lines().findFirst().orElse("");
        if (said.startsWith("Unexpected end-of-input")) {
            return "ends in the middle of " + unfinished(e, said);
        }
        String what = unexpectedToken(said)
                .or(() -> wrongClose(e, said))
                .or(() -> wrongCharacter(said))
                .or(() -> tooMuch(said))
                .or(() -> group(FIELD, said).map(name -> "has the field '" + excerpt(name) + "' twice"))
                .or(() -> group(BYTE, said).map(code -> "not UTF-8, byte " + code))
                .orElseGet(() -> other(said));
        JsonLocation at = e.getLocation();
        return at == null ? what : what + ", at " + place(at);
    }

    private static Optional<String> unexpectedToken(String said) {
        return group(TOKEN, said)
                .map(token -> "unexpected '" + excerpt(token) + "', expected a value, texts in quotes");
    }

    /** What it says of the character behind which it gave up. */
    private static Optional<String> wrongCharacter(String said) {
        return group(CODE, said).map(digits -> {
            String character = character(Integer.parseInt(digits));
            if (said.startsWith("Illegal unquoted")) {
                return character + " in a text, where it has to be written as an escape";
            }
            if (said.startsWith("Unrecognized character escape")) {
                return "unknown escape, a backslash before " + character;
            }
            String expected = EXPECTATIONS.stream()
                    .filter(known -> said.contains(known.theirs()))
                    .findFirst()
                    .map(known -> (known.ours().startsWith("in ") ? " " : ", ") + known.ours())
                    .orElse("");
            return "unexpected " + character + expected;
        });
    }

    private static String character(int point) {
        if (!Character.isValidCodePoint(point)) {
            return "bytes that are no text";
        }
        String shown = Character.toString(point);
        boolean plain =
                point > ' ' && point != 0xa0 && PrintableText.of(shown, 2).equals(shown);
        return plain ? "'" + shown + "'" : "character " + PrintableText.codePoint(point);
    }

    private static Optional<String> wrongClose(JsonProcessingException e, String said) {
        return group(CLOSE, said)
                .map(close -> "unexpected '" + close + "'"
                        + open(e).map(open -> ", expected the end of " + open).orElse(", nothing is open there"));
    }

    private static Optional<String> tooMuch(String said) {
        Matcher matcher = TOO_MUCH.matcher(said);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String what = Objects.requireNonNull(matcher.group(1));
        String is = Objects.requireNonNull(matcher.group(2));
        String most = Objects.requireNonNull(matcher.group(3));
        if (what.contains("nesting")) {
            return Optional.of("nested more than " + most + " deep");
        }
        String longest = what.startsWith("Number")
                ? "a number"
                : what.startsWith("Name") ? "a field's name" : what.startsWith("String") ? "a text" : "the whole";
        return Optional.of(longest + " of " + is + " characters, longer than " + most);
    }

    private static String unfinished(JsonProcessingException e, String said) {
        if (said.contains("close marker") || said.contains("between")) {
            return open(e).orElse("a value");
        }
        boolean text = e instanceof JsonEOFException end && end.getTokenBeingDecoded() == JsonToken.VALUE_STRING;
        String what = text || said.contains("escape") ? "a text" : "a word or a number";
        return what + (e.getLocation() == null ? "" : ", at " + place(e.getLocation()));
    }

    /** The object or the list that has not ended. */
    private static Optional<String> open(JsonProcessingException e) {
        @Nullable JsonParser in = e instanceof StreamReadException read ? read.getProcessor() : null;
        @Nullable JsonStreamContext context = in == null ? null : in.getParsingContext();
        if (context == null || context.inRoot()) {
            return Optional.empty();
        }
        JsonLocation start = context.startLocation(ContentReference.unknown());
        return Optional.of((context.inObject() ? "the object" : "the list") + " that begins at " + place(start));
    }

    private static String other(String said) {
        if (said.contains("Leading zero")) {
            return "a number that begins with 0";
        }
        String words = excerpt(OWN_MATTERS.matcher(said).replaceFirst(""), 200);
        return words.isEmpty() ? "unreadable" : words;
    }

    private static String place(JsonLocation at) {
        return "line " + at.getLineNr() + " column " + at.getColumnNr();
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }

    private static String excerpt(String theirs) {
        return excerpt(theirs, LONGEST_TOKEN);
    }

    private static String excerpt(String theirs, int most) {
        return PrintableText.excerpt(theirs, most);
    }
}
