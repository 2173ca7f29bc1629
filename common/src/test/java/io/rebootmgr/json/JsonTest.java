package io.rebootmgr.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One JSON value and nothing else; everything else is told with its place. */
class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,2.5,true,null,\"x\"],\"b\":{\"c\":{}}}",
                "[]",
                "\"text\"",
                "12345678901234567890123",
                "{\"k\":\"\\u00E9\\uD83D\\uDE00\"}"
            })
    void isWrittenAsItWasRead(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(new String(Json.bytes(Json.parse(bytes)), StandardCharsets.US_ASCII))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''            | is empty",
                "'  '          | is empty",
                "'{} {}'       | text after",
                "'{\"a\":1,}'  | line 1 column",
                "'{\"a\":1,\"a\":2}' | has the field 'a' twice",
                "'{'           | is not JSON",
                "'nul'         | is not JSON",
            })
    void isToldWhatIsWrong(String text, String said) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining(said);
    }

    /** Without a word of the library that reads it, and with its place. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                | ends in the middle of the object that begins at line 1 column 1",
                "{'a':            | ends in the middle of the object that begins at line 1 column 1",
                "{'a':1,          | ends in the middle of the object that begins at line 1 column 1",
                "[{'a':[1,        | ends in the middle of the list that begins at line 1 column 7",
                "'ab              | ends in the middle of a text, at line 1 column 4",
                "'ab\\             | ends in the middle of a text, at line 1 column 5",
                "{'ab             | ends in the middle of a word or a number, at line 1 column 5",
                "-                | ends in the middle of a word or a number, at line 1 column 2",
                "nul              | unexpected 'nul', expected a value, texts in quotes, at line 1 column 1",
                "NaN              | unexpected 'NaN', expected a value, texts in quotes, at line 1 column 4",
                "{a:1}            | unexpected 'a', expected a field's name in quotes, at line 1 column 2",
                "{'a' 1}          | unexpected '1', expected a colon behind the field's name, at line 1 column 6",
                "{'a':1 'b'}      | unexpected '\"', expected a comma or the end of the object, at line 1 column 8",
                "[1 2]            | unexpected '2', expected a comma or the end of the list, at line 1 column 4",
                "[1,]             | unexpected ']', expected a value, at line 1 column 4",
                "}                | unexpected '}', nothing is open there, at line 1 column 1",
                "[}               | unexpected '}', expected the end of the list that begins at line 1 column 1,",
                "{'a':1,'a':2}    | has the field 'a' twice, at line 1 column 11",
                "01               | a number that begins with 0, at line 1 column 2",
                "+1               | unexpected '+' in a number, at line 1 column 2",
                "1x               | unexpected 'x', expected a blank or the end behind the value, at line 1 column 2",
                "/*x*/            | unexpected '/', JSON has no comments, at line 1 column 1",
                "'\\x'             | unknown escape, a backslash before 'x', at line 1 column 3",
                "'\\uzzzz'         | unexpected 'z', expected four hexadecimal digits behind \\u, at line 1 column 4",
                "'\u0001'          | character U+0001 in a text, where it has to be written as an escape, at line 1 column 2",
                "[\u202e           | unexpected character U+202E, expected a value, texts in quotes, at line 1 column 4",
            })
    void isToldWhatIsWrongInPlainWords(String text, String said) {
        assertThatThrownBy(() -> Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJson.class)
                .hasMessageStartingWith("is not JSON: " + said);
    }

    @Test
    void isToldByHowMuchItIsTooMuch() {
        assertThatThrownBy(() -> Json.parse("1".repeat(1_200).getBytes(StandardCharsets.UTF_8)))
                .hasMessage("is not JSON: a number of 1200 characters, longer than 1000");
        assertThatThrownBy(() -> Json.parse("[".repeat(70).getBytes(StandardCharsets.UTF_8)))
                .hasMessage("is not JSON: nested more than 64 deep");
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xff, '"'}))
                .hasMessageStartingWith("is not JSON: not UTF-8, byte 0xff");
    }

    @Test
    void nestedDeeplyOrBinaryOrCutOffIsMalformed() {
        assertMalformed("[".repeat(1_000) + "]".repeat(1_000));
        assertMalformed("[" + "1,".repeat(200_000));
        assertMalformed(new String(new byte[] {0, 1, 2, 3}, StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'}))
                .isInstanceOf(MalformedJson.class);
    }

    @Test
    void aMissingOrWrongFieldIsNamedWithItsPath() throws Exception {
        Fields fields = Fields.parse("{\"outer\":[{\"inner\":3}]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fields.text("other")).hasMessage("has no field other");
        assertThatThrownBy(() -> fields.objects("outer").getFirst().text("inner"))
                .hasMessage("has 3 as outer[0].inner, expected text");
    }

    private static void assertMalformed(String text) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(MalformedJson.class);
    }
}
