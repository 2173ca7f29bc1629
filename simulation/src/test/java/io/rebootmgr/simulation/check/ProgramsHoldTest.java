package io.rebootmgr.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S17 sees what it is for, and nothing else. */
class ProgramsHoldTest {
    private static final String PREPARING = Told.claim("web1", "preparing");
    private static final String REBOOTING = Told.claim("web1", "rebooting");

    private final Told told = new Told().limit(1).saw(new Happening.HasPrograms("web1", List.of("10-gate")));

    private Told says(int code) {
        return told.saw(new Happening.ProgramSaid("web1", 1, "10-gate", code));
    }

    private Told claimedAndDrained() {
        told.asked("web1").claims("web1", PREPARING);
        return says(0).task("web1", Stage.PRE_BOOT, 0);
    }

    @Test
    void askedAfterClaimAndDrainAllIsWell() {
        claimedAndDrained();
        says(0).commits("web1", REBOOTING);
        assertThat(told.reboots("web1").violated()).isEmpty();
    }

    @Test
    void aDrainWithoutAWordSinceTheClaimViolatesIt() {
        says(0).claims("web1", PREPARING);
        assertThat(told.task("web1", Stage.PRE_BOOT, 0).violated()).containsExactly("S17");
    }

    @Test
    void aCommitWithoutAWordSinceTheDrainViolatesIt() {
        claimedAndDrained();
        assertThat(told.commits("web1", REBOOTING).violated()).containsExactly("S17");
    }

    @Test
    void aCommitThoughOneWasEndedViolatesIt() {
        claimedAndDrained();
        assertThat(says(-1).commits("web1", REBOOTING).violated()).containsExactly("S17");
    }

    @Test
    void aRebootThoughOneHoldsSinceTheCommitViolatesIt() {
        claimedAndDrained();
        says(0).commits("web1", REBOOTING);
        assertThat(says(75).reboots("web1").violated()).containsExactly("S17");
    }
}
