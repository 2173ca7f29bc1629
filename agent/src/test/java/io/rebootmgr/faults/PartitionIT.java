package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The network parts the servers: on one side the leader of old and one node, on the other the majority and another
 * node.
 */
@Execution(ExecutionMode.CONCURRENT)
class PartitionIT {
    private static final Duration HALF_A_SESSION = Duration.ofSeconds(5);
    /** The timeout in the settings of a test's node. */
    private static final Duration ONE_REQUEST = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private ConsulCluster cluster;
    private FaultFleet fleet;
    private FaultNode lonely;
    private FaultNode other;
    private ConsulAgent old;

    @BeforeEach
    void oneSlotAndTwoNodesThatWantIt() {
        cluster = FaultFleet.cluster(2).severable().start();
        fleet = new FaultFleet(cluster, folder).limit(1);
        lonely = fleet.node(1);
        other = fleet.node(2);
        old = cluster.leader();
    }

    @AfterEach
    void end() {
        fleet.close();
        cluster.close();
    }

    /** From here on the old leader and the first node are alone. */
    private void part() {
        cluster.isolate(old, lonely.agent());
    }

    private void heal() {
        cluster.heal();
        cluster.awaitReady();
    }

    @Test
    void whoIsAloneDoesNotClaimWhileTheMajorityGoesOn() {
        part();

        var alone = lonely.start("run");
        fleet.lookFrom(other.agent());
        Await.until(() -> other.run().code() == 0, Await.BOUND, "the other node reboots");

        assertThat(alone.join().code()).as(alone.join().err()).isEqualTo(8);
        assertThat(lonely.program().log()).isEmpty();
        assertThat(fleet.slots()).contains(other.name()).doesNotContain(lonely.name());

        heal();
        assertThat(lonely.run().code()).as("no slot").isEqualTo(4);
        fleet.comesBack(other);
        assertRebootsInItsTurn();
    }

    @Test
    void whoPreparesGivesUpBeforeOthersCanHaveItsSlot() {
        var run = lonely.startAndHoldInDrain();
        fleet.lookFrom(other.agent());
        long parted = System.nanoTime();
        part();

        Await.until(() -> !lonely.drains(), Await.BOUND, "its drain is ended");
        assertThat(Duration.ofNanos(System.nanoTime() - parted))
                .isLessThan(HALF_A_SESSION.plus(ONE_REQUEST).plusSeconds(3));
        assertThat(fleet.session(lonely)).as("nobody else can have it yet").isNotEmpty();
        Await.until(() -> other.run().code() == 0, Await.BOUND, "the slot is the other node's");

        assertThat(run.join().code()).as(run.join().err()).isEqualTo(5);
        heal();
        assertThat(lonely.run().code()).as("no slot").isEqualTo(4);
        assertThat(lonely.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        fleet.comesBack(other);
        lonely.letGo();
        assertRebootsInItsTurn();
    }

    @Test
    void aCommitAtTheLeaderOfOldIsNone() {
        var run = lonely.at(Moment.COMMIT, (request, consul) -> {
                    part();
                    return Optional.of(consul.send());
                })
                .start("run");
        fleet.lookFrom(other.agent());

        assertThat(run.join().code()).as(run.join().err()).isEqualTo(5);
        assertThat(lonely.program().log()).doesNotContain("reboot");
        Await.until(() -> other.run().code() == 0, Await.BOUND, "the slot is the other node's");

        heal();
        assertThat(lonely.run().code()).as("no slot").isEqualTo(4);
        fleet.comesBack(other);
        assertRebootsInItsTurn();
    }

    private void assertRebootsInItsTurn() {
        // On a slow machine a run may outlast its session, and then another one tries again.
        Await.until(() -> lonely.run().code() == 0, Await.BOUND, "its turn");
        fleet.comesBack(lonely);
        fleet.judge.assertNeverMoreThan(1);
        assertThat(fleet.judge.reboots()).containsExactly(other.name(), lonely.name());
        fleet.assertNothingIsLeft();
    }
}
