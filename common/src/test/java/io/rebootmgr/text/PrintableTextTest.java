package io.rebootmgr.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class PrintableTextTest {
    static final List<Arguments> TEXTS = List.of(
            Arguments.of("plain", 10, "plain"),
            Arguments.of("a\tb", 20, "a b"),
            Arguments.of("\u001B[1;31mred\u001B[0m", 20, "red"),
            Arguments.of("bell\u0007 nul\0 c1\u009B", 20, "bell nul c1"),
            Arguments.of("one\ntwo\u2028three", 20, "onetwothree"),
            Arguments.of("turned \u202Earound", 20, "turned around"),
            Arguments.of("0123456789abc", 10, "0123456789"),
            Arguments.of("012345678\uD83D\uDE00", 10, "012345678"),
            Arguments.of("", 20, ""));

    @ParameterizedTest
    @FieldSource("TEXTS")
    void isOnePrintableLineWithinTheLimit(String raw, int limit, String expected) {
        assertThat(PrintableText.of(raw, limit)).isEqualTo(expected);
    }

    @Test
    void ofSeveralLinesNoneCanPassForAnotherMessage() {
        assertThat(PrintableText.lines("web1: bad\nweb2: \u001B[2Jall is well\n\n", 100))
                .isEqualTo("web1: bad\n  web2: all is well");
        assertThat(PrintableText.lines("one \u202Eline", 100)).isEqualTo("one line");
    }

    @Test
    void othersWordsStandOnOneLineAndAreCutVisibly() {
        assertThat(PrintableText.excerpt(" one\r\n\ttwo\u0007three \u001B[31mred\u001B[0m\u202E ", 100))
                .isEqualTo("one two three red");
        assertThat(PrintableText.excerpt("0123456789abc", 10)).isEqualTo("012345678…");
        assertThat(PrintableText.excerpt("0123456789", 10)).isEqualTo("0123456789");
        assertThat(PrintableText.excerpt("\n\t ", 10)).isEmpty();
        assertThat(PrintableText.excerpt("\n".repeat(60_000_000) + "x", 10)).isEmpty();
        assertThat(PrintableText.excerpt("\u001B[31m".repeat(10) + "red", 3)).isEqualTo("red");
    }

    @Test
    void millionsOfCharactersAreNoTrouble() {
        assertThat(PrintableText.of("\u001B[" + "0;".repeat(1_000_000), 10)).hasSize(10);
    }
}
