package io.rebootmgr.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static String text(Table table) {
        return new Page(false).table(table).text();
    }

    @Test
    void columnsAreAsWideAsTheirTexts() {
        Table table = new Table("GATE", "WHY").row(Cell.of("stop"), Cell.of("no stop flag"));
        table.row(Cell.of("members"), Cell.of("none"));
        assertThat(text(table)).isEqualTo("""
                GATE     WHY
                stop     no stop flag
                members  none
                """);
    }

    @Test
    void aLongTextWrapsInsideItsColumn() {
        String reason = "outside every window ".repeat(8).strip();
        Table table = new Table("GATE", "WHY").row(Cell.of("window"), Cell.of(reason));
        assertThat(text(table)).isEqualTo("""
                GATE    WHY
                window  outside every window outside every window outside every window outside every window outside
                        every window outside every window outside every window outside every window
                """);
    }

    @Test
    void intoAPipeNothingWraps() {
        String reason = "outside every window ".repeat(8).strip();
        Page page = new Page(false)
                .line(reason)
                .gap()
                .gap()
                .item("why", reason, Style.PLAIN)
                .table(new Table("GATE", "WHY").row(Cell.of("window"), Cell.of(reason)));

        assertThat(page.unwrapped())
                .isEqualTo(reason + "\n\n    why       " + reason + "\nGATE    WHY\nwindow  " + reason + "\n");
        assertThat(page.text().lines()).allMatch(line -> line.length() <= 100).hasSize(8);
    }

    @Test
    void aWordThatIsWiderThanItsColumnIsBroken() {
        assertThat(Text.wrapped("a " + "x".repeat(25) + " b", 10))
                .containsExactly("a", "xxxxxxxxxx", "xxxxxxxxxx", "xxxxx b");
    }

    @Test
    void nothingIsEverWiderThan100Columns() {
        String long1 = "n".repeat(200);
        Table table = new Table("A", "B", "C", "D", "E", "F", "G")
                .row(
                        Cell.of(long1),
                        Cell.of(long1),
                        Cell.of(long1),
                        Cell.of("short"),
                        Cell.of("words and words ".repeat(40)),
                        Cell.of("日本語".repeat(80)),
                        Cell.of(""));
        assertThat(text(table).lines())
                .allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(100));
        assertThat(text(table)).contains("short");
    }

    @Test
    void coloursStandAroundTheTextAndTakeNoRoom() {
        Table table = new Table("A", "B").row(Cell.of("x", Style.GOOD), Cell.of("y"));
        assertThat(table.lines(Table.WIDTH, true))
                .containsExactly("\u001B[2mA\u001B[0m  \u001B[2mB\u001B[0m", "\u001B[32mx\u001B[0m  y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001B[2Jweb1", "we\u0007b1\u009b", "web\u202E1", "web1\u0000\u007f", "\r\nweb1\t"})
    void whatATerminalWouldObeyIsDropped(String raw) {
        assertThat(Cell.of(raw).lines()).containsExactly("web1");
    }

    @Test
    void aTextOfHundredsOfKilobytesIsCut() {
        assertThat(Cell.of("x".repeat(400_000)).lines().getFirst())
                .hasSize(2001)
                .endsWith("…");
    }

    @Test
    void aCellCanHaveSeveralLines() {
        Table table = new Table("A", "B", "C").row(Cell.of("1"), Cell.lines(List.of("x", "y")), Cell.of("z"));
        assertThat(text(table)).isEqualTo("""
                A  B  C
                1  x  z
                   y
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "-PT5S, 0s",
        "PT12.9S, 12s",
        "PT3M12S, 3m 12s",
        "PT1H, 1h 0m",
        "PT2H5M59S, 2h 5m",
        "PT76H30M, 3d 4h",
        "PT876000H, 36500d 0h"
    })
    void agesHaveTwoUnitsAtMost(Duration age, String text) {
        assertThat(Age.text(age)).isEqualTo(text);
        Instant since = Instant.parse("2026-03-01T00:00:00Z");
        assertThat(Age.text(since, since.plus(age))).isEqualTo(text);
    }

    @Test
    void whatNoClockSaidIsNoAgeOfHalfACentury() {
        assertThat(Age.text(Instant.EPOCH, Instant.parse("2026-03-01T00:00:00Z")))
                .isEqualTo("an unknown time");
    }
}
