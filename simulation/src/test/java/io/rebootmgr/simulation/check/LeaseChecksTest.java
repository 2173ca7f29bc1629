package io.rebootmgr.simulation.check;

import static io.rebootmgr.simulation.check.Told.afterBoot;
import static io.rebootmgr.simulation.check.Told.agent;
import static io.rebootmgr.simulation.check.Told.claim;
import static io.rebootmgr.simulation.check.Told.slots;
import static io.rebootmgr.simulation.check.Told.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S8 and L4 can fail: histories with leases that break them, told by hand. */
class LeaseChecksTest {
    private static final String PREPARING = claim("web1", "preparing");
    private static final String REBOOTING = claim("web1", "rebooting");
    private static final String RETURNING = claim("web1", "returning");
    private static final String LEASE = "nodes/web1/lease";
    private static final Duration TTL = Duration.ofSeconds(60);

    /** By then every run has looked again, and whoever works under a lost lease has stopped. */
    private static final Duration SEEN = Duration.ofMinutes(5);

    private final Told told = new Told().limit(1);

    private Told leases() {
        return told.wrote(Author.OPERATOR, new Told.Wish(LEASE, Optional.of("session"), "{\"id\":\"l1\"}"));
    }

    private Told holds() {
        return told.wrote(Author.OPERATOR, LEASE, "{\"id\":\"l1\",\"hold\":true}");
    }

    @Test
    void aNodeThatRebootsOnceItsLeaseWasGivenBackViolatesNothing() {
        leases().saw(new Happening.Disturbed("web1", "l1", TTL)).later(SEEN);
        told.saw(new Happening.Disturbed("web1", "l1", TTL)).wrote(Author.OPERATOR, LEASE);
        told.asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).reboots("web1").wrote(afterBoot("web1"), slots(RETURNING));
        told.task("web1", Stage.POST_BOOT, 0);
        told.wrote(afterBoot("web1"), new Told.Wish("nodes/web1/reboot_required", Optional.empty()), slots());
        assertThat(told.ends().violated()).isEmpty();
    }

    @Test
    void aClaimOfALeasedNodeViolatesS8() {
        assertThat(leases().claims("web1", PREPARING).violated()).containsExactly("S8");
    }

    @Test
    void aLeaseOfAClaimedNodeViolatesS8() {
        told.claims("web1", PREPARING).commits("web1", REBOOTING);
        assertThat(holds().violated()).containsExactly("S8");
    }

    @Test
    void aLeaseOfANodeWhoseClaimHasLostItsLockViolatesNothing() {
        told.claims("web1", PREPARING).wrote(Author.CONSUL, unlock("web1"));
        assertThat(leases().violated()).isEmpty();
    }

    @Test
    void aLeaseWhoseSessionIsGoneHoldsNobodyBack() {
        told.wrote(Author.OPERATOR, LEASE, "{\"id\":\"l1\"}");
        assertThat(told.claims("web1", PREPARING).violated()).isEmpty();
    }

    /** Drained, and leased once an operator took its claim away. */
    private Told isDrainedAndLeased() {
        told.claims("web1", PREPARING).looks("web1", true).task("web1", Stage.PRE_BOOT, 0);
        told.wrote(Author.OPERATOR, unlock("web1"), slots());
        return leases();
    }

    @Test
    void aTaskThatStartsUnderSomebodyElsesLeaseViolatesS8() {
        isDrainedAndLeased().later(SEEN);
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.ABORT, "10-abort"));
        assertThat(told.violated()).containsExactly("S8");
    }

    @Test
    void aTaskThatStartsBeforeItsRunHasSeenTheLeaseViolatesNothing() {
        isDrainedAndLeased();
        told.saw(new Happening.TaskStarted("web1", "claim-web1", Stage.ABORT, "10-abort"));
        assertThat(told.violated()).isEmpty();
    }

    @Test
    void aRunThatStoodStillMayBeginATaskOfItsUndoingUntilItLooks() {
        isDrainedAndLeased().later(SEEN).saw(new Happening.StoodStill("web1"));
        assertThat(told.task("web1", Stage.ABORT, 0).violated()).isEmpty();
        told.looks("web1", true).saw(new Happening.TaskStarted("web1", "claim-web1", Stage.ABORT, "20-abort"));
        assertThat(told.violated()).contains("S8");
    }

    @Test
    void aTaskOfAReturnUnderALeaseViolatesS8AtOnce() {
        told.asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).reboots("web1").wrote(Author.OPERATOR, slots());
        leases().saw(new Happening.TaskStarted("web1", "claim-web1", Stage.POST_BOOT, "10-post_boot"));
        assertThat(told.violated()).containsExactly("S8");
    }

    @Test
    void aRebootUnderALeaseViolatesS8() {
        told.asked("web1").claims("web1", PREPARING).task("web1", Stage.PRE_BOOT, 0);
        told.commits("web1", REBOOTING).looks("web1", true);
        told.wrote(Author.OPERATOR, slots());
        leases().saw(new Happening.RebootCommanded("web1", "web1.boot0", true));
        assertThat(told.violated()).contains("S8");
    }

    @Test
    void workThatGoesOnLongAfterTheNodeWasClaimedViolatesS8() {
        leases().wrote(Author.CONSUL, LEASE).claims("web1", PREPARING);
        assertThat(told.saw(new Happening.Disturbed("web1", "l1", TTL)).violated())
                .isEmpty();
        told.later(SEEN).saw(new Happening.Disturbed("web1", "l1", TTL));
        assertThat(told.violated()).containsExactly("S8");
    }

    @Test
    void aHeldLeaseThatIsFreedByItselfViolatesL4() {
        holds();
        assertThat(told.wrote(Author.CONSUL, LEASE).violated()).containsExactly("S8");
    }

    @Test
    void aHeldLeaseThatItsNodeFreesViolatesL4() {
        holds();
        assertThat(told.wrote(agent("web1"), LEASE).violated()).containsExactly("S8");
    }

    @Test
    void aLeaseThatNobodyGivesBackInTheEndViolatesL4() {
        assertThat(leases().ends().violated()).contains("S8");
    }

    @Test
    void aHeldLeaseThatIsReleasedAndOneThatDiesWithItsSessionViolateNothing() {
        holds().wrote(Author.OPERATOR, LEASE);
        leases().wrote(Author.CONSUL, LEASE);
        assertThat(told.ends().violated()).isEmpty();
    }
}
