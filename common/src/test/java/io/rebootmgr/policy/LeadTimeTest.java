package io.rebootmgr.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A window that closes before the node could go is as good as closed. */
class LeadTimeTest {
    private static final ZoneId UTC = ZoneOffset.UTC;

    private static Policy open(String length) {
        return open(length, "");
    }

    private static Policy open(String length, String more) {
        return PolicyLayersTest.policy("{'timezone': 'UTC', 'windows': [{'days': ['fri'], 'start': '22:00', 'length': '"
                + length + "'}]" + more + "}");
    }

    /** 2026-11-27 is a Friday. */
    private static Verdict at(Policy policy, String time, int settle, int tasks) {
        return MaintenanceCalendar.verdict(
                policy, Instant.parse(time), UTC, new LeadTime(Duration.ofSeconds(settle), Duration.ofMinutes(tasks)));
    }

    @ParameterizedTest(name = "with {1} s of settle and {2} min of tasks at {0}: holds {3}")
    @CsvSource({
        "2026-11-28T03:57:50Z, 130, 0, false",
        "2026-11-28T03:57:51Z, 130, 0, true",
        "2026-11-28T03:59:59Z, 0, 0, false",
        "2026-11-28T02:57:50Z, 130, 60, false",
        "2026-11-28T02:57:51Z, 130, 60, true",
        "2026-11-28T04:00:00Z, 0, 0, true",
    })
    void itHoldsWhereWhatIsLeftOfTheWindowIsTooShort(String now, int settle, int tasks, boolean holds) {
        assertThat(at(open("6h"), now, settle, tasks).holds()).isEqualTo(holds);
    }

    @Test
    void itSaysWhatTakesSoLongAndWhenTheNextOneOpens() {
        assertThat(at(open("6h"), "2026-11-28T03:58:00Z", 130, 0))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.WINDOW,
                        "closes Sat 2026-11-28 04:00 UTC, before settle (2m 10s) can end; next opens Fri 2026-12-04 22:00 UTC",
                        Optional.of(Instant.parse("2026-12-04T22:00:00Z"))));
        assertThat(at(open("6h"), "2026-11-28T03:30:00Z", 130, 45).text())
                .startsWith("closes Sat 2026-11-28 04:00 UTC, before its tasks (45m the last time) and settle"
                        + " (2m 10s) can end; next opens");
    }

    @Test
    void aWindowThatIsAlwaysTooShortSaysSo() {
        assertThat(at(open("2m"), "2026-11-27T22:00:00Z", 130, 0).text())
                .endsWith("22:00 UTC, for too short a time, too");
    }

    @Test
    void tasksThatTookLongerThanAnyOpeningLastsAreNotWaitedFor() {
        assertThat(at(open("6h"), "2026-11-27T22:00:00Z", 130, 400).holds()).isFalse();
        assertThat(at(open("6h"), "2026-11-28T03:59:00Z", 130, 400).text())
                .as("settle counts all the same")
                .contains("before settle (2m 10s) can end");
    }

    @Test
    void aFreezeClosesItTooAndNothingClosesWhatIsAlwaysOpen() {
        String saturday = ", 'freezes': [{'from': '2026-11-28', 'to': '2026-11-29'}]";
        assertThat(at(open("6h", saturday), "2026-11-27T23:59:00Z", 130, 0).text())
                .startsWith("closes Sat 2026-11-28 00:00 UTC");
        assertThat(at(Policy.DEFAULTS, "2026-11-27T23:59:00Z", 130, 0).holds()).isFalse();
    }
}
