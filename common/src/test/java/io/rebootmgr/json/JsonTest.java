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
                "'{\"a\":1,\"a\":2}' | uplicate",
                "'{'           | is not JSON",
                "'nul'         | is not JSON",
            })
    void isToldWhatIsWrong(String text, String said) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining(said);
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
