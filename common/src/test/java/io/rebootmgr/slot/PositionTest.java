package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it is a node's turn to take a slot. */
class PositionTest {
    private static final List<String> BEFORE = List.of("a", "b", "c", "d", "e", "f", "g");

    private static Position position(int free, int before) {
        return new Position(free, BEFORE.subList(0, before), true);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 1, 2", "1, 2, 4", "2, 1, 0", "2, 2, 2", "3, 2, 0", "1, 5, 10", "1, 7, 10"})
    void aFreeSlotIsLeftToEachWhoIsBeforeForTwoSecondsAndNeverLongerThanTen(int free, int before, long seconds) {
        assertThat(position(free, before).courtesy()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void whoDoesNotComeIsOvertakenAndWhoHasASlotOfItsOwnToTakeIsNot() {
        assertThat(position(1, 2).overtaken()).containsExactly("a", "b");
        assertThat(position(2, 2).overtaken()).containsExactly("a");
        assertThat(position(2, 1).overtaken()).isEmpty();
    }
}
