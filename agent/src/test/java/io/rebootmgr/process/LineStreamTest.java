package io.rebootmgr.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineStreamTest {
    private final List<String> lines = new ArrayList<>();
    private final LineStream stream = new LineStream(lines::add);

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
    }

    @Test
    void handsOnLinesHoweverTheyArrive() {
        write("on");
        write("e\ntwo\r\n\nthr");
        write("ee");
        stream.finish();

        assertThat(lines).containsExactly("one", "two", "", "three");
        assertThat(stream.first()).isEqualTo("one");
        assertThat(stream.last()).isEqualTo("three");
        assertThat(stream.dropped()).isZero();
    }

    @Test
    void keepsCharactersThatArriveInPieces() {
        byte[] bytes = "Zürich\n".getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            stream.write(b);
        }
        assertThat(lines).containsExactly("Zürich");
    }

    @Test
    void cutsALongLine() {
        write("x".repeat(LineStream.LINE_BYTES) + "y\nz\n");

        assertThat(lines).containsExactly("x".repeat(LineStream.LINE_BYTES) + " [cut]", "z");
    }

    @Test
    void countsWhatItDrops() {
        write("line\n".repeat(LineStream.LINES + 7) + "no newline");
        stream.finish();

        assertThat(lines).hasSize(LineStream.LINES);
        assertThat(stream.dropped()).isEqualTo(8);
        assertThat(stream.last()).as("dropped, and known").isEqualTo("no newline");
    }

    @Test
    void theLastLineIsOneThatSaysSomething() {
        assertThat(stream.last()).isEmpty();
        write("cannot\u001B[31m reach it\r\n\n  \t\n");
        stream.finish();

        assertThat(stream.last()).isEqualTo("cannot reach it");
    }

    @Test
    void ignoresWhatComesAfterItsEnd() {
        stream.finish();
        write("late\n");

        assertThat(lines).isEmpty();
    }
}
