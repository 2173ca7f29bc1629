package io.rebootmgr.logbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What proves a reboot that leaves the kernel as it is. */
class BootTest {

    @ParameterizedTest(name = "{0} then {1}: another {2}")
    @CsvSource({
        // systemd counts.
        "0/a, 1/b, true",
        "0/a, 0/a, false",
        "0/a, 0/b, false",
        "0/a, 1/, true",
        // It does not, before 256.
        "/a, /b, true",
        "/a, /a, false",
        // It was upgraded in between, with a soft reboot or without.
        "/a, 1/b, true",
        "/a, 0/a, false",
        "1/b, /b, false",
        // Not told, of one side or the other.
        "'', 1/b, false",
        "0/a, '', false",
        "0/, /b, false",
    })
    void softReboots(String left, String now, boolean after) {
        assertThat(new Boot("boot-1", now).isAfter(new Boot("boot-1", left))).isEqualTo(after);
    }
}
