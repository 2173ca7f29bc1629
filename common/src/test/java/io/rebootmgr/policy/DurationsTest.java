package io.rebootmgr.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0s,    PT0S",
        "90s,   PT90S",
        "5m,    PT5M",
        "2h,    PT2H",
        "1d,    PT24H",
        "1d 4h, PT28H",
        "1d4h,  PT28H",
        "250ms, PT0.25S",
        "-5m,   PT-5M",
        "PT2H,  PT2H",
        "pt90s, PT90S",
        "P1DT1M, PT24H1M",
        "-PT5M, PT-5M",
        "3650d, PT87600H",
    })
    void reads(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(Parsed.value(duration));
    }

    @ParameterizedTest(name = "[{0}] is no duration")
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "-",
                "P",
                "PT",
                "5 m",
                " 5m",
                "5m ",
                "5M",
                "5min",
                "1h 1d",
                "1.5h",
                "five minutes",
                "5m5m",
                "1w",
                "P1M",
                "+5m",
                "--5m",
                "0x5s",
                "９0s",
                "5m\n"
            })
    void refuses(String text) {
        assertThat(Durations.parse(text))
                .isEqualTo(Parsed.wrong(text, "a duration with its unit, like 90s, 5m, 2h or 1d"));
    }

    @ParameterizedTest(name = "{0} is too long")
    @ValueSource(strings = {"3651d", "-3651d", "999999999999d", "PT9223372036854775807S", "PT-9223372036854775808S"})
    void refusesWhatOverflowsDates(String text) {
        assertThat(Durations.parse(text)).isEqualTo(Parsed.wrong(text, "at most 3650d"));
    }

    @Test
    void aNumberWithoutUnitNamesTheFix() {
        assertThat(Durations.parse("90"))
                .isEqualTo(new Parsed.Wrong<>("is \"90\", expected a duration with its unit, like 90s, 5m, 2h or 1d;"
                        + " did you mean 90s?"));
    }

    @ParameterizedTest(name = "{0} is not within 10s to 1d: {1}")
    @CsvSource({"9s", "-1m", "P1DT1S"})
    void refusesWhatIsOutOfBounds(String text) {
        assertThat(Durations.parse(text, Duration.ofSeconds(10), Duration.ofHours(24)))
                .isEqualTo(Parsed.wrong(text, "from 10s to 1d"));
    }

    @Test
    void boundsAreIncluded() {
        for (String text : new String[] {"10s", "1d"}) {
            assertThat(Durations.parse(text, Duration.ofSeconds(10), Duration.ofHours(24)))
                    .isInstanceOf(Parsed.Value.class);
        }
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "PT0S,       0s",
        "PT0.0001S,  0s",
        "PT0.25S,    250ms",
        "PT1S,       1s",
        "PT12.9S,    12s",
        "PT60S,      1m",
        "PT90S,      90s",
        "PT130S,     2m 10s",
        "PT2H,       2h",
        "PT24H,      1d",
        "PT28H,      1d 4h",
        "PT25H1M1S,  1d 1h 1m 1s",
        "PT-5M,      -5m",
    })
    void writes(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0} reads back")
    @ValueSource(strings = {"0s", "90s", "2m 10s", "2h", "1d 4h", "250ms", "-5m", "1d 1h 1m 1s"})
    void readsWhatItWrites(String text) {
        assertThat(Durations.parse(text))
                .isInstanceOfSatisfying(
                        Parsed.Value.class,
                        value -> assertThat(Durations.format((Duration) value.value()))
                                .isEqualTo(text));
    }
}
