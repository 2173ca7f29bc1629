package io.rebootmgr.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are read as the JDK reads them, whichever way is taken. */
class InstantFieldTest {
    private static Instant read(String text) throws MalformedJson {
        return Fields.parse(("{\"at\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8))
                .instant("at");
    }

    @Test
    void everySecondIsReadAsTheJdkReadsIt() throws MalformedJson {
        SplittableRandom random = new SplittableRandom(1);
        for (int times = 0; times < 10_000; times++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(253_402_300_800L));
            assertThat(read(at.toString())).isEqualTo(at);
            Instant exact = at.plus(random.nextInt(1, 1_000_000), ChronoUnit.MICROS);
            assertThat(read(exact.toString())).isEqualTo(exact);
            Instant nanos = at.plusNanos(random.nextInt(1, 1_000_000_000));
            assertThat(read(nanos.toString())).isEqualTo(nanos);
            String digits = at.toString().replace("Z", "." + random.nextInt(1, 100_000) + "Z");
            assertThat(read(digits)).isEqualTo(Instant.parse(digits));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T00:00:00Z",
                "2026-12-31T24:00:00Z",
                "2016-12-31T23:59:60Z",
                "2026-01-31t12:00:00z",
                "2026-01-31T12:00:00+02:00"
            })
    void soIsEveryOtherForm(String text) throws MalformedJson {
        assertThat(read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-32T00:00:00Z",
                "2026-01-31T12:60:00Z",
                "2026-01-31T12:00Z",
                "2026-01-31T12:00:00.0123456789Z",
                "2026-01-31T12:00:00.1x3Z",
                "2026-01-31T12:00:00,5Z",
                "2026-01-31T12:00:00.٢Z",
                "2026-01-31 12:00:00Z",
                "1969-12-31T23:59:59Z",
                "0000-01-01T00:00:00Z",
                "٢٠٢٦-01-31T12:00:00Z"
            })
    void whatIsNoTimeOfTheirsIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJson.class).hasMessageContaining("a time like");
    }
}
