package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Consul is stopped as its operators stop it, on one node or everywhere, while one node prepares and another is down.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConsulRestartIT {
    @TempDir
    private Path folder;

    private ConsulCluster cluster;
    private FaultFleet fleet;
    private FaultNode preparing;
    private FaultNode rebooting;
    private FaultNode third;

    @BeforeEach
    void aFleet() {
        cluster = FaultFleet.cluster(3).start();
        fleet = new FaultFleet(cluster, folder);
        preparing = fleet.node(1);
        rebooting = fleet.node(2);
        third = fleet.node(3);
    }

    @AfterEach
    void end() {
        fleet.close();
        cluster.close();
    }

    private void stopServers() {
        cluster.servers().forEach(ConsulAgent::stop);
    }

    private void startServers() {
        cluster.servers().forEach(ConsulAgent::start);
        cluster.awaitReady();
    }

    @Test
    void aNodeWhoseAgentIsStoppedWhileItPreparesIsPutBackAndItsSlotIsFreeAtOnce() {
        // Nobody waits for a session whose node's agent has left: neither who wants the slot, nor who had it.
        fleet.policy(1, "0s", "1h");
        var run = preparing.startAndHoldInDrain();
        assertThat(third.run().code()).as("no slot").isEqualTo(4);

        preparing.agent().stop();

        Await.until(() -> third.run().code() == 0, Await.BOUND, "the slot is the third node's");
        // What runs is left alone: it may be what restarts the agent. Nothing begins behind it.
        preparing.letGo();
        assertThat(run.join().code()).as(run.join().err()).isEqualTo(5);
        preparing.agent().start();
        cluster.awaitReady();
        assertThat(preparing.run().code()).as("no slot").isEqualTo(4);
        assertThat(preparing.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        fleet.comesBack(third);
        assertGoesInItsTurn(1);
    }

    @Test
    void afterAShortRestartOfAllServersBothClaimsStand() {
        fleet.policy(2, "0s", "10m");
        assertThat(rebooting.run().code()).isZero();
        var run = preparing.startAndHoldInDrain();

        stopServers();
        startServers();

        assertThat(third.run().code()).as("both slots are taken").isEqualTo(4);
        preparing.letGo();
        assertThat(run.join().code()).as(run.join().err()).isZero();
        assertThat(fleet.slots()).contains(rebooting.name(), preparing.name()).doesNotContain("preparing");
        fleet.comesBack(preparing);
        fleet.comesBack(rebooting);
        fleet.judge.assertNeverMoreThan(2);
        fleet.judge.assertSawEveryVersion();
        fleet.assertNothingIsLeft();
    }

    @Test
    void afterALongRestartOfAllServersOnlyTheCommittedClaimStands() {
        fleet.limit(2);
        assertThat(rebooting.run().code()).isZero();
        var run = preparing.startAndHoldInDrain();

        stopServers();
        Await.until(run::isDone, Await.BOUND, "it gives up");
        startServers();

        assertThat(run.join().code()).as(run.join().err()).isEqualTo(5);
        assertThat(fleet.slots()).contains(rebooting.name());
        Await.until(() -> third.run().code() == 0, Await.BOUND, "the slot is the third node's");
        assertThat(preparing.run().code()).as("both slots are taken").isEqualTo(4);
        assertThat(preparing.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        fleet.comesBack(third);
        fleet.comesBack(rebooting);
        assertGoesInItsTurn(2);
    }

    private void assertGoesInItsTurn(int limit) {
        preparing.letGo();
        assertThat(preparing.run().code()).isZero();
        fleet.comesBack(preparing);
        fleet.judge.assertNeverMoreThan(limit);
        fleet.judge.assertSawEveryVersion();
        assertThat(fleet.judge.reboots()).endsWith(preparing.name()).doesNotHaveDuplicates();
        fleet.assertNothingIsLeft();
    }
}
