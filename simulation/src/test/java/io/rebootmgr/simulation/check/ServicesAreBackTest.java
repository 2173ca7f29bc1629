package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.afterBoot;
import static io.rebootmgr.simulation.check.Told.claim;
import static io.rebootmgr.simulation.check.Told.slots;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories told by hand of a node that gives its slot back with its services or without. */
class ServicesAreBackTest {
    private final Told told = new Told().limit(1);

    @Test
    void aSlotGivenBackBeforeItsServicesAreThereViolatesS14() {
        returningWithAService();
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).containsExactly("S14");
    }

    @Test
    void aServiceWithoutTheCheckThatItHadViolatesS14() {
        returningWithAService().serves("web1", false);
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).containsExactly("S14");
    }

    @Test
    void aServiceThatIsBackViolatesNothing() {
        returningWithAService().serves("web1", true);
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).isEmpty();
    }

    @Test
    void aServiceThatIsWaivedForThisClaimIsNotMissed() {
        returningWithAService().wrote(Author.OPERATOR, "nodes/web1/waived", Told.waiver("claim-web1", "s"));
        assertThat(told.wrote(afterBoot("web1"), new Told.Wish("nodes/web1/waived", Optional.empty()), slots())
                        .violated())
                .isEmpty();
    }

    @Test
    void aWaiverOfAnotherClaimExcusesNothing() {
        returningWithAService().wrote(Author.OPERATOR, "nodes/web1/waived", Told.waiver("claim-web10", "s"));
        assertThat(told.wrote(afterBoot("web1"), new Told.Wish("nodes/web1/waived", Optional.empty()), slots())
                        .violated())
                .containsExactly("S14");
    }

    /** Up again after its reboot, without the service that it had with a check. */
    private Told returningWithAService() {
        told.asked("web1")
                .looks("web1", true)
                .claims("web1", claim("web1", "preparing"))
                .task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", claim("web1", "rebooting"))
                .reboots("web1")
                .wrote(afterBoot("web1"), slots(claim("web1", "returning")));
        told.saw(new Happening.Serves("web1", "web1.boot1", List.of(), List.of()));
        return told.task("web1", Stage.POST_BOOT, 0);
    }
}
