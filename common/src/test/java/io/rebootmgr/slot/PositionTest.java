package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.slot.Line.Waiter;
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
        return new Position(free, waiters, true, false);
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

    @Test
    void whoWasNamedATimerAgoMayNotHaveSeenIt() {
        Waiter young = new Waiter("young", NOW.minus(Duration.ofMinutes(9)));
        Position position = new Position(1, List.of(new Waiter("old", LONG_AGO), young), true, false);
        assertThat(position.missing(NOW)).containsExactly("old");
    }
}
