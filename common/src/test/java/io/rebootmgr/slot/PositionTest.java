package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.slot.NextInLine.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it is a node's turn to take a slot. */
class PositionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofMinutes(11));

    private static Position position(int free, int before) {
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < before; i++) {
            waiters.add(new Waiter("web" + i, LONG_AGO));
        }
        return position(free, waiters);
    }

    private static Position position(int free, List<Waiter> before) {
        Occupied none = new Occupied(List.of(), new Limits(free));
        return new Position(free, before, Position.overtaken(before, "web99", none), true, false);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 1, 500", "1, 2, 1000", "2, 1, 0", "2, 2, 500", "3, 2, 0", "1, 19, 9500", "1, 40, 10000"})
    void aFreeSlotIsLeftToEachWhoIsBeforeForHalfASecondAndNeverLongerThanTen(int free, int before, long milliseconds) {
        assertThat(position(free, before).courtesy()).isEqualTo(Duration.ofMillis(milliseconds));
    }

    @Test
    void whoDoesNotComeIsMissingAndWhoHasASlotOfItsOwnToTakeIsNot() {
        assertThat(position(1, 2).missing(NOW)).containsExactly("web0", "web1");
        assertThat(position(2, 2).missing(NOW)).containsExactly("web0");
        assertThat(position(2, 1).missing(NOW)).isEmpty();
    }

    private static List<String> overtaken(String key, Limits limits, List<String> out, String... before) {
        List<Waiter> waiters = new ArrayList<>();
        for (String domain : before) {
            waiters.add(new Waiter("n" + waiters.size(), LONG_AGO, new Domain(domain)));
        }
        return Position.overtaken(waiters, key, new Occupied(out, limits)).stream()
                .map(Waiter::node)
                .toList();
    }

    @Test
    void whoseDomainIsFullHoldsUpNobodyOfAnother() {
        Limits oneEach = new Limits(3, 1, Limits.NONE, Duration.ZERO);
        assertThat(overtaken("r2", oneEach, List.of("r1"), "r1", "r1")).isEmpty();
        assertThat(overtaken("r2", oneEach, List.of("r1"), "r1", "r2", "r3")).containsExactly("n1");
        assertThat(overtaken("r2", oneEach, List.of("r1", "r4"), "r1", "r3")).containsExactly("n1");
        Limits oneAtATime = new Limits(3, Limits.NONE, 1, Duration.ZERO);
        assertThat(overtaken("r1", oneAtATime, List.of("r1"), "r2", "r2", "r1")).isEmpty();
        assertThat(overtaken("r1", oneAtATime, List.of(), "r2", "r2", "r1")).containsExactly("n0", "n1");
        assertThat(overtaken("r1", new Limits(1), List.of(), "", "")).containsExactly("n0", "n1");
    }

    @Test
    void whoWasNamedATimerAgoMayNotHaveSeenIt() {
        Waiter young = new Waiter("young", NOW.minus(Duration.ofMinutes(9)));
        assertThat(position(1, List.of(new Waiter("old", LONG_AGO), young)).missing(NOW))
                .containsExactly("old");
    }
}
