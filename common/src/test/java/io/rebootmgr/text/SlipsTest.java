package io.rebootmgr.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlipsTest {

    @ParameterizedTest
    @CsvSource({
        "limit, limit, 0",
        "limt, limit, 1",
        "limitt, limit, 1",
        "lomit, limit, 1",
        "ilmit, limit, 1",
        "'', web1, 4",
        "wbe1, web12, 2"
    })
    void aLetterAddedDroppedReplacedOrSwappedIsOne(String typed, String meant, int slips) {
        assertThat(Slips.between(typed, meant)).isEqualTo(slips);
        assertThat(Slips.between(meant, typed)).isEqualTo(slips);
    }
}
