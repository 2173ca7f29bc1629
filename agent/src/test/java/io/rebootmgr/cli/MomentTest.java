package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments as they are typed, in Berlin at a quarter past midnight of a day in winter. */
class MomentTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-01-30T23:15:00Z");

    @ParameterizedTest
    @CsvSource({
        "today, 2026-01-30T23:00:00Z",
        "Yesterday, 2026-01-29T23:00:00Z",
        "2h, 2026-01-30T21:15:00Z",
        "1d 1h, 2026-01-29T22:15:00Z",
        "2026-01-20, 2026-01-19T23:00:00Z",
        "2026-01-20 22:00, 2026-01-20T21:00:00Z",
        "2026-01-20T22:00:30, 2026-01-20T21:00:30Z",
        "2026-07-20 22:00, 2026-07-20T20:00:00Z",
        "2026-01-20T22:00:00Z, 2026-01-20T22:00:00Z",
        "2026-01-20T22:00:00.5Z, 2026-01-20T22:00:00.500Z",
    })
    void means(String text, Instant moment) {
        assertThat(Moment.parse(text).orElseThrow().before(NOW, BERLIN)).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "90", "-2h", "2026-02-30", "2026-01-20 25:00", "22:00"})
    void isNone(String text) {
        assertThat(Moment.parse(text)).isEmpty();
    }
}
