package io.rebootmgr.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceCalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Policy policy(String json) {
        return PolicyLayersTest.policy(json);
    }

    private static Policy window(String days, String start, String length) {
        return policy("{'windows': [{'days': ['" + days.replace(" ", "', '") + "'], 'start': '" + start
                + "', 'length': '" + length + "'}]}");
    }

    private static Verdict at(Policy policy, String localTime) {
        return MaintenanceCalendar.verdict(
                policy, LocalDateTime.parse(localTime).atZone(BERLIN).toInstant(), BERLIN);
    }

    private static Verdict atUtc(Policy policy, String instant) {
        return MaintenanceCalendar.verdict(policy, Instant.parse(instant), BERLIN);
    }

    private static Optional<Instant> until(Verdict verdict) {
        return verdict instanceof Verdict.Hold hold ? hold.until() : Optional.empty();
    }

    @Test
    void withoutWindowsItIsAlwaysOpen() {
        assertThat(at(Policy.DEFAULTS, "2026-11-25T12:00")).isEqualTo(new Verdict.Proceed("no windows: always open"));
    }

    // 2026-11-27 is a Friday.
    @ParameterizedTest(name = "a window fri,sun 22:00 for 6h is open at {0}: {1}")
    @CsvSource({
        "2026-11-27T21:59:59, false",
        "2026-11-27T22:00:00, true",
        "2026-11-28T00:00:00, true",
        "2026-11-28T03:59:59, true",
        "2026-11-28T04:00:00, false",
        "2026-11-28T22:30:00, false",
        "2026-11-29T22:30:00, true",
        "2026-11-30T03:00:00, true",
    })
    void aWindowIsOpenFromItsStartForItsLengthOverMidnight(String now, boolean open) {
        assertThat(at(window("fri sun", "22:00", "6h"), now).holds()).isNotEqualTo(open);
    }

    @Test
    void anOpenWindowIsNamed() {
        assertThat(at(window("sun fri", "22:00", "6h"), "2026-11-27T23:00"))
                .isEqualTo(new Verdict.Proceed("inside window fri,sun 22:00 for 6h Europe/Berlin"));
    }

    @Test
    void aClosedWindowTellsWhenTheNextOpens() {
        assertThat(at(window("fri", "22:00", "6h"), "2026-11-25T12:00"))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.WINDOW,
                        "outside every window; next opens Fri 2026-11-27 22:00 Europe/Berlin",
                        Optional.of(Instant.parse("2026-11-27T21:00:00Z"))));
    }

    @Test
    void ofSeveralWindowsTheEarliestOpensNext() {
        Policy policy = policy("{'windows': [{'days': ['sat'], 'start': '01:00', 'length': '1h'},"
                + " {'days': ['fri'], 'start': '22:00', 'length': '6h'},"
                + " {'days': ['wed'], 'start': '11:00', 'length': '30m'}]}");

        assertThat(until(at(policy, "2026-11-25T12:00"))).contains(Instant.parse("2026-11-27T21:00:00Z"));
    }

    @Test
    void aWindowOfSevenDaysIsNeverClosed() {
        Policy policy = window("mon", "12:00", "7d");

        for (int hour = 0; hour < 24 * 7; hour++) {
            Instant now = Instant.parse("2026-11-23T00:00:00Z").plusSeconds(3600L * hour);
            assertThat(MaintenanceCalendar.verdict(policy, now, BERLIN).holds()).isFalse();
        }
    }

    // In Berlin the clock went from 02:00 to 03:00 on Sunday 2026-03-29, and from 03:00 back to 02:00 on 2026-10-25.
    @ParameterizedTest(name = "{0} {1} for {2} is open from {3} until {4}")
    @CsvSource({
        // Six hours stay six hours: one later, or earlier, on the clock.
        "sat, 22:00, 6h, 2026-03-28T21:00:00Z, 2026-03-29T03:00:00Z",
        "sat, 22:00, 6h, 2026-10-24T20:00:00Z, 2026-10-25T02:00:00Z",
        // A start in the gap moves as far as the clock does: to 03:30.
        "sun, 02:30, 1h, 2026-03-29T01:30:00Z, 2026-03-29T02:30:00Z",
        // A start that comes twice is the first one.
        "sun, 02:30, 1h, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        // Days are 24 hours: 166 of them, a week less two hours, end one hour before the next start.
        "mon, 23:00, 166h, 2026-03-23T22:00:00Z, 2026-03-30T20:00:00Z",
    })
    void clockChangesMoveNoLength(String days, String start, String length, Instant opens, Instant closes) {
        Window window = window(days, start, length).windows().get(0);

        assertThat(window.isOpen(opens, BERLIN)).isTrue();
        assertThat(window.isOpen(closes.minusNanos(1), BERLIN)).isTrue();
        assertThat(window.firstOpen(opens.minusSeconds(1), closes, BERLIN)).contains(opens);
        assertThat(window.isOpen(opens.minusNanos(1), BERLIN)).isFalse();
        assertThat(window.isOpen(closes, BERLIN)).isFalse();
    }

    @Test
    void aDayThatTheCalendarSkipsMovesTheStart() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        // Friday 2011-12-30 did not exist there.
        Window window = window("fri", "08:00", "1h").windows().get(0);

        assertThat(window.firstOpen(Instant.parse("2011-12-30T00:00:00Z"), Instant.parse("2012-01-02T00:00:00Z"), apia))
                .contains(Instant.parse("2011-12-30T18:00:00Z"));
    }

    @ParameterizedTest(name = "a window fri 22:00 in {0} is open at 2026-11-27T21:30Z on a node in Berlin: {1}")
    @CsvSource({"Europe/Berlin, true", "UTC, false", "Europe/Helsinki, false", "+01:00, true"})
    void thePolicysZoneComesBeforeTheNodes(String zone, boolean open) {
        Policy policy = policy(
                "{'timezone': '" + zone + "', 'windows': [{'days': ['fri'], 'start': '22:00', 'length': '1h'}]}");

        assertThat(atUtc(policy, "2026-11-27T21:30:00Z").holds()).isNotEqualTo(open);
    }

    @ParameterizedTest(name = "the freeze from 2026-12-20 to 2027-01-06 holds at {0}: {1}")
    @CsvSource({
        "2026-12-19T23:59:59, false",
        "2026-12-20T00:00:00, true",
        "2027-01-06T23:59:59, true",
        "2027-01-07T00:00:00, false",
    })
    void aFreezeHoldsOnBothItsDays(String now, boolean holds) {
        Policy policy = policy("{'freezes': [{'from': '2026-12-20', 'to': '2027-01-06'}]}");

        assertThat(at(policy, now).holds()).isEqualTo(holds);
    }

    @Test
    void aFreezeIsToldWithItsReasonAndEndsInTheNextWindow() {
        Policy policy = policy("{'freezes': [{'from': '2026-12-20', 'to': '2027-01-06', 'reason': 'Christmas'}],"
                + " 'windows': [{'days': ['wed'], 'start': '22:00', 'length': '6h'}]}");

        // Wednesday's window opens within the freeze and outlasts it: it is open from midnight on.
        assertThat(at(policy, "2026-12-23T23:00"))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.WINDOW,
                        "freeze 2026-12-20 to 2027-01-06: Christmas",
                        Optional.of(Instant.parse("2027-01-06T23:00:00Z"))));
    }

    @ParameterizedTest(name = "{0}/{1} has a holiday on {2}: {3}")
    @CsvSource({
        "DE, by,    2027-01-01T12:00, holiday New Year's Day (DE-by) on 2027-01-01",
        "DE, by,    2027-01-06T23:59, holiday Epiphany (DE-by) on 2027-01-06",
        "DE, hh,    2027-01-06T12:00, ",
        "DE, by,    2026-08-08T12:00, ",
        "DE, by-ag, 2026-08-08T12:00, holiday Peace Festival (DE-by-ag) on 2026-08-08",
        "DE, by,    2027-01-07T00:00, ",
        // A Saturday, observed the Monday after: both are free.
        "GB, eng,   2027-12-25T12:00, holiday Christmas (GB-eng) on 2027-12-25",
        "GB, eng,   2027-12-27T12:00, holiday Christmas (GB-eng) on 2027-12-27",
        // The New Year of 2028 is observed in 2027.
        "US, ny,    2027-12-31T12:00, holiday New Year's Day (US-ny) on 2027-12-31",
    })
    void aHolidayHoldsOnItsDate(String country, String region, String now, String reason) {
        Policy policy = policy("{'holidays': {'country': '" + country + "', 'region': '" + region + "'}}");

        assertThat(at(policy, now).text()).isEqualTo(reason == null ? "no windows: always open" : reason);
        assertThat(at(policy, now).holds()).isEqualTo(reason != null);
    }

    @Test
    void aHolidayOfTheWholeCountryNeedsNoRegion() {
        assertThat(at(policy("{'holidays': {'country': 'de'}}"), "2027-01-01T00:00"))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.WINDOW,
                        "holiday New Year's Day (DE) on 2027-01-01",
                        Optional.of(Instant.parse("2027-01-01T23:00:00Z"))));
    }

    @Test
    void aHolidayClosesTheWindowOfTheEveningBeforeAtMidnight() {
        Policy policy = policy("{'holidays': {'country': 'DE'},"
                + " 'windows': [{'days': ['thu'], 'start': '22:00', 'length': '6h'}]}");

        assertThat(at(policy, "2026-12-31T23:59:59").holds()).isFalse();
        assertThat(at(policy, "2027-01-01T00:00:00").holds()).isTrue();
    }

    @Test
    void theNextOpeningSkipsHolidaysAndFreezes() {
        Policy policy =
                policy("{'holidays': {'country': 'DE'}, 'freezes': [{'from': '2027-01-08', 'to': '2027-01-08'}],"
                        + " 'windows': [{'days': ['fri'], 'start': '10:00', 'length': '1h'}]}");

        assertThat(at(policy, "2026-12-31T12:00"))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.WINDOW,
                        "outside every window; next opens Fri 2027-01-15 10:00 Europe/Berlin",
                        Optional.of(Instant.parse("2027-01-15T09:00:00Z"))));
    }

    @Test
    void theSearchForAnOpeningEnds() {
        Policy policy = policy("{'freezes': [{'from': '2026-11-26', 'to': '2099-12-31', 'reason': 'end of life'}],"
                + " 'windows': [{'days': ['fri'], 'start': '22:00', 'length': '6h'}]}");

        assertThat(at(policy, "2026-11-27T23:00"))
                .isEqualTo(new Verdict.Hold(
                        ExitCode.WINDOW, "freeze 2026-11-26 to 2099-12-31: end of life", Optional.empty()));
        assertThat(at(policy, "2026-11-25T12:00").text()).isEqualTo("outside every window; none opens within 400 days");
    }

    private static String closes(Policy policy, String localTime) {
        return MaintenanceCalendar.closes(
                        policy, LocalDateTime.parse(localTime).atZone(BERLIN).toInstant(), BERLIN)
                .map(at -> at.atZone(BERLIN).toLocalDateTime().toString())
                .orElse("never");
    }

    @Test
    void whatIsOpenTellsWhenItCloses() {
        assertThat(closes(window("fri", "22:00", "6h"), "2026-11-27T23:00")).isEqualTo("2026-11-28T04:00");
        assertThat(closes(Policy.DEFAULTS, "2026-11-27T23:00")).isEqualTo("never");
        assertThat(closes(window("fri", "22:00", "6h"), "2026-11-27T21:00"))
                .as("closed already")
                .isEqualTo("never");
    }

    @Test
    void windowsThatFollowOneAnotherCloseWithTheLast() {
        assertThat(closes(window("thu fri sat", "22:00", "24h"), "2026-11-27T23:00"))
                .isEqualTo("2026-11-29T22:00");
        assertThat(closes(window("mon tue wed thu fri sat sun", "00:00", "25h"), "2026-11-27T23:00"))
                .isEqualTo("never");
    }

    @Test
    void aFreezeClosesAWindowAtMidnight() {
        Policy frozen = policy("{'windows': [{'days': ['fri'], 'start': '22:00', 'length': '6h'}],"
                + " 'freezes': [{'from': '2026-11-28', 'to': '2026-11-29'}]}");
        assertThat(closes(frozen, "2026-11-27T23:00")).isEqualTo("2026-11-28T00:00");
        assertThat(closes(policy("{'freezes': [{'from': '2026-12-20', 'to': '2027-01-06'}]}"), "2026-11-27T23:00"))
                .isEqualTo("2026-12-20T00:00");
    }
}
