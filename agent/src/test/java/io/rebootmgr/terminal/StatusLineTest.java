package io.rebootmgr.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final String ERASE = "\r\u001B[K";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private Duration now = Duration.ofSeconds(1000);
    private final StatusLine line = new StatusLine(terminal, Optional.of(40), false, () -> now);

    private String drawn() {
        line.write(Optional.of(new StatusLine.Piece.News()));
        String drawn = terminal.toString(StandardCharsets.UTF_8)
                .replace("\u001B[?7l", "")
                .replace("\u001B[?7h", "");
        terminal.reset();
        return drawn;
    }

    private void above(String text) {
        write(line, text);
    }

    private static void write(StatusLine to, String text) {
        try {
            to.above().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingIsDrawnBeforeThereIsSomethingToSay() {
        above("claimed\n");
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
    void howFarItIsStandsBeforeItsTimeAndIsNeverCut() {
        line.says("writing the places of 10,000 nodes", Optional.empty());
        now = now.plusSeconds(5);
        line.reached("640");
        assertThat(drawn()).isEqualTo("writing the places of 10,000 …: 640, 5s");
    }

    @Test
    void whatHappenedStaysAboveIt() {
        line.says("draining", Optional.empty());
        drawn();
        above("10-drain starts\n");
        assertThat(drawn()).isEqualTo(ERASE + "10-drain starts\n" + "draining, 0s");
    }

    @Test
    void atItsEndItIsTakenAwayBelowAllThatCame() {
        line.says("draining", Optional.empty());
        drawn();
        StatusLine running = line.started();
        above("10-drain starts\n");
        running.close();
        above("done\n");
        // Whether it was drawn once more in between is a matter of moments.
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .contains("10-drain starts\n")
                .endsWith("done\n")
                .doesNotContain("0sdone", "0s\u001B[?7hdone");
    }

    @Test
    void nobodyWaitsForATerminalThatStopped() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        StatusLine stuck = new StatusLine(
                        new OutputStream() {
                            @Override
                            public void write(int one) {
                                try {
                                    stopped.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        },
                        Optional.of(40),
                        false,
                        () -> now)
                .started();
        for (int line = 0; line < 5_000; line++) {
            stuck.says("at line " + line, Optional.empty());
            write(stuck, "line " + line + "\n");
        }
        stuck.close();
        stopped.countDown();
    }

    @Test
    void whatATerminalDidNotTakeIsCounted() {
        for (int number = 0; number < 1_005; number++) {
            above("line " + number + "\n");
        }
        assertThat(drawn())
                .contains("line 999\n")
                .endsWith("(5 lines are not shown: the terminal did not take them)\n");
    }

    @Test
    void aTerminalThatIsGoneIsNoReasonForAnything() {
        StatusLine cut = new StatusLine(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("Input/output error");
                    }
                },
                Optional.of(40),
                false,
                () -> now);
        cut.says("draining", Optional.empty());
        cut.write(Optional.of(new StatusLine.Piece.Lines(new byte[] {'x', '\n'})));
        cut.says("settling", Optional.empty());
        cut.write(Optional.of(new StatusLine.Piece.News()));
    }

    @Test
    void itNeverFillsTheLastColumnAndKeepsTheTime() {
        line.says("waiting in line for a slot, place 2: 1 of 1 slot taken", Optional.empty());
        assertThat(drawn()).hasSize(39).isEqualTo("waiting in line for a slot, place …, 0s");

        line.says("待".repeat(40), Optional.empty());
        assertThat(drawn()).as("two columns each").endsWith("待".repeat(17) + "…, 0s");
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
