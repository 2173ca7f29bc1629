package io.rebootmgr.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final String ERASE = "\r\u001B[K";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private Duration now = Duration.ofSeconds(1000);
    private final StatusLine line = new StatusLine(terminal, 40, false, () -> now);

    private String drawn() {
        String drawn = terminal.toString(StandardCharsets.UTF_8);
        terminal.reset();
        return drawn;
    }

    private void above(String text) {
        try {
            line.above().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingIsDrawnBeforeThereIsSomethingToSay() {
        above("claimed\n");
        line.close();
        assertThat(drawn()).isEqualTo("claimed\n");
    }

    @Test
    void whatLastsIsDrawnOverItselfWithItsTime() {
        line.says("draining", Optional.empty());
        assertThat(drawn()).isEqualTo("draining, 0s");

        now = now.plusSeconds(62);
        line.says("draining", Optional.empty());
        assertThat(drawn()).isEqualTo(ERASE + "draining, 1m 2s");

        line.says("settling", Optional.of(Duration.ofSeconds(30)));
        assertThat(drawn()).isEqualTo(ERASE + "settling, 30s left");
        now = now.plusMillis(900);
        line.says("settling", Optional.of(Duration.ofMillis(29_100)));
        assertThat(drawn()).isEqualTo(ERASE + "settling, 30s left");
    }

    @Test
    void whatHappenedStaysAboveIt() {
        line.says("draining", Optional.empty());
        drawn();
        above("10-drain starts\n");
        assertThat(drawn()).isEqualTo(ERASE + "10-drain starts\n" + "draining, 0s");
        line.close();
        assertThat(drawn()).isEqualTo(ERASE);
        above("done\n");
        assertThat(drawn()).isEqualTo("done\n");
    }

    @Test
    void itNeverFillsTheLastColumnAndKeepsTheTime() {
        line.says("waiting in line for a slot of group web (taken)", Optional.empty());
        assertThat(drawn()).hasSize(39).isEqualTo("waiting in line for a slot of gr..., 0s");
    }

    @Test
    void whatComesFromElsewhereCannotDriveTheTerminal() {
        line.says("held by \u001B[2Jevil\n", Optional.empty());
        assertThat(drawn()).doesNotContain("\u001B", "\n");
    }

    @Test
    void aTimeThatIsOverIsNoTimeLeft() {
        line.says("settling", Optional.of(Duration.ofSeconds(1)));
        drawn();
        now = now.plusSeconds(5);
        above("x\n");
        assertThat(drawn()).endsWith("settling, 0s left");
    }
}
