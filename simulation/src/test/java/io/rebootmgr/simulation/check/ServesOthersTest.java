package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.afterBoot;
import static io.rebootmgr.simulation.check.Told.claim;
import static io.rebootmgr.simulation.check.Told.slots;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories told by hand of a node that gives its slot back while Consul's servers have it in maintenance mode. */
class ServesOthersTest {
    private final Told told = new Told().limit(1);

    @Test
    void aSlotGivenBackWhileTheServersHaveItInMaintenanceViolatesS22() {
        returningIn("rebootmgr claim-web1: update");
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).containsExactly("S22");
    }

    @Test
    void oneWhoseMaintenanceIsOverViolatesNothing() {
        returningIn("rebootmgr claim-web1: update").saw(new Happening.OutForOthers("web1", Optional.empty()));
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).isEmpty();
    }

    @Test
    void anOperatorsMaintenanceIsHis() {
        returningIn("disk");
        assertThat(told.wrote(afterBoot("web1"), slots()).violated()).isEmpty();
    }

    private Told returningIn(String maintenance) {
        told.asked("web1")
                .looks("web1", true)
                .claims("web1", claim("web1", "preparing"))
                .task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", claim("web1", "rebooting"))
                .saw(new Happening.OutForOthers("web1", Optional.of(maintenance)))
                .reboots("web1")
                .wrote(afterBoot("web1"), slots(claim("web1", "returning")));
        told.saw(new Happening.Serves("web1", "web1.boot1", List.of(), List.of()))
                .serves("web1", true);
        return told.task("web1", Stage.POST_BOOT, 0);
    }
}
