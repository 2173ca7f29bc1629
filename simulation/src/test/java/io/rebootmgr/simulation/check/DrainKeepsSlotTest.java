package io.rebootmgr.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S23 can fail: a drained node whose slot goes with its session. */
class DrainKeepsSlotTest {
    private static final String PREPARING = Told.claim("web1", "preparing");
    private static final String DRAINED = Told.claim("web1", "drained");

    private final Told told = new Told(1);

    @BeforeEach
    void aNodeThatIsDrained() {
        told.asked("web1").looks("web1", true).saw(new Happening.RunStarted("web1", "web1.boot0"));
        told.claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
    }

    @Test
    void whoBeginsToUndoThatViolatesS23() {
        told.task("web1", Stage.ABORT, 0);
        assertThat(told.violated()).contains("S23");
    }

    @Test
    void soDoesWhoEndsAndLeavesIt() {
        told.saw(new Happening.RunEnded("web1", 102, "stopped"));
        assertThat(told.violated()).contains("S23");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSaysFirstThatItIsDrainedDoesNot(boolean undoes) {
        told.wrote(Told.agent("web1"), Told.unlock("web1"), Told.slots(DRAINED), Told.out(DRAINED));
        if (undoes) {
            told.task("web1", Stage.ABORT, 0);
        }
        told.saw(new Happening.RunEnded("web1", 102, "stopped"));
        assertThat(told.violated()).doesNotContain("S23");
    }

    @Test
    void norWhoGetsNoAnswer() {
        told.saw(new Happening.Unanswered("web1")).task("web1", Stage.ABORT, 0);
        assertThat(told.violated()).doesNotContain("S23");
    }

    @Test
    void norWhoOnlyLooksBesideIt() {
        told.saw(new Happening.RunStarted("web1", "web1.boot0")).saw(new Happening.RunEnded("web1", 9, "held"));
        assertThat(told.violated()).doesNotContain("S23");
    }
}
