package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What it would cost to take a node now. */
class ImpactTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "' 42 ', 42", "007, 7", "1000000, 1000000"})
    void aWholeNumberUpToAMillionIsOne(String line, int impact) {
        assertThat(Impact.parse(line)).hasValue(impact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.5", "1e3", "1000001", "99999999999999999999", "12 minutes", "٣"})
    void anythingElseIsNone(String line) {
        assertThat(Impact.parse(line)).isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0, 1, true",
        "1, 0, true",
        "1, 1, false",
        "1, 2, true",
        "100, 76, false",
        "100, 75, true",
        "100, 133, false",
        "100, 134, true",
        "1000000, 1000000, false",
        "750001, 1000000, false",
        "750000, 1000000, true"
    })
    void itIsToldAgainWhereItHasChangedByAQuarter(int told, int now, boolean news) {
        assertThat(Impact.isNews(told, now)).isEqualTo(news);
    }

    @Test
    void jobsThatGoOnAreToldNowAndThen() {
        int told = 1440;
        int writes = 0;
        for (int now = 1440; now >= 0; now -= 5) {
            if (Impact.isNews(told, now)) {
                told = now;
                writes++;
            }
        }
        assertThat(writes).isLessThan(25);
    }
}
