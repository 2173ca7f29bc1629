package io.rebootmgr.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** L5 can fail: a drain that nothing follows. */
class NobodyStaysDrainedTest {
    private final Told told = new Told(1);

    @BeforeEach
    void aNodeThatIsDrained() {
        told.asked("web1").looks("web1", true).claims("web1", Told.claim("web1", "preparing"));
        told.task("web1", Stage.PRE_BOOT, 0);
    }

    @Test
    void oneThatIsLeftSoViolatesL5() {
        assertThat(told.ends().violated()).contains("L5");
    }

    @ParameterizedTest
    @EnumSource(names = {"ABORT", "POST_BOOT"})
    void whatPutsItBackEndsIt(Stage stage) {
        told.task("web1", stage, 0);
        assertThat(told.ends().violated()).doesNotContain("L5");
    }

    @Test
    void nobodyWaitsForOneThatIsLost() {
        told.saw(new Happening.GivenUpForLost("web1"));
        assertThat(told.ends().violated()).doesNotContain("L5");
    }
}
