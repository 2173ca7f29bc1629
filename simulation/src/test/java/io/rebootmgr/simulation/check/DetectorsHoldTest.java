package io.rebootmgr.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import org.junit.jupiter.api.Test;

/** S12 of detectors sees what it is for, and nothing else. */
class DetectorsHoldTest {
    private static final String PREPARING = Told.claim("web1", "preparing");
    private static final String REBOOTING = Told.claim("web1", "rebooting");

    private final Told told = new Told().limit(1);

    private Told says(int code) {
        return told.saw(new Happening.DetectorSaid("web1", "10-detector", code));
    }

    @Test
    void aClaimUnderAnErrorViolatesIt() {
        says(1);
        assertThat(told.claims("web1", PREPARING).violated()).containsExactly("S12");
    }

    @Test
    void aClaimAfterItCouldSayAgainDoesNot() {
        says(-1);
        says(102);
        assertThat(told.claims("web1", PREPARING).violated()).isEmpty();
    }

    @Test
    void aHotClaimUnderAnErrorViolatesIt() {
        says(1);
        assertThat(told.claimsHot("web1").violated()).containsExactly("S12");
    }

    @Test
    void aHotChangeThatBeginsUnderAPauseViolatesIt() {
        told.claimsHot("web1").wrote(Author.OPERATOR, "pause", "release").looks("web1", true);
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.HOT, "10-hot"));
        assertThat(told.violated()).containsExactly("S12");
    }

    @Test
    void aPauseThatComesWhenTheHotChangeHasBegunDoesNot() {
        told.claimsHot("web1").looks("web1", true).wrote(Author.OPERATOR, "pause", "release");
        told.looks("web1", true).saw(new Happening.TaskStarted("web1", "claim-web1", Stage.HOT, "10-hot"));
        assertThat(told.violated()).isEmpty();
    }

    private void goesDownAndComesBack() {
        says(102).claims("web1", PREPARING).commits("web1", REBOOTING).reboots("web1");
        told.wrote(Told.afterBoot("web1"), Told.slots());
    }

    @Test
    void goingDownTwiceForTheSameWordViolatesIt() {
        goesDownAndComesBack();
        says(102).claims("web1", PREPARING).commits("web1", REBOOTING);
        assertThat(told.violated()).contains("S12");
    }

    @Test
    void goingDownTwiceForTwoNeedsDoesNot() {
        goesDownAndComesBack();
        says(0);
        says(102).claims("web1", PREPARING).commits("web1", REBOOTING);
        assertThat(told.violated()).doesNotContain("S12");
    }
}
