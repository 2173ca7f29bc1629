package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceTest {
    @ParameterizedTest
    @CsvSource({
        "rebootmgr c1: new kernel, c1",
        "rebootmgr c1:, c1",
        "rebootmgr: x, ''",
        "rebootmgr : x, ''",
        "rebootmgr is down: x, ''",
        "new disk, ''",
        "'', ''",
    })
    void theClaimOfAReason(String reason, String claim) {
        assertThat(Maintenance.claimOf(reason).orElse("")).isEqualTo(claim);
    }
}
