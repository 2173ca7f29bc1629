package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ChildProcess;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The program as a process that is stopped for longer than its session lives, and then goes on as if nothing had been.
 */
@Execution(ExecutionMode.CONCURRENT)
class StoppedAgentIT {
    private static ConsulCluster cluster;

    @TempDir
    private Path folder;

    private FaultFleet fleet;
    private FaultNode node;
    private FaultNode other;
    private final List<ChildProcess> started = new ArrayList<>();

    @BeforeAll
    static void start() {
        cluster = FaultFleet.cluster(2).start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void oneSlotAndTwoNodesThatWantIt() {
        fleet = new FaultFleet(cluster, folder).limit(1);
        node = fleet.node(1);
        other = fleet.node(2);
    }

    @AfterEach
    void close() {
        started.forEach(ChildProcess::kill);
        fleet.close();
    }

    private ChildProcess startProcess() {
        String program = Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                .toString();
        ChildProcess process = ChildProcess.start(
                List.of(program, "run", "--config", node.program().config().toString()), folder.resolve("output"));
        started.add(process);
        return process;
    }

    @Test
    void inItsDrainItFindsItsClaimGoneAndDoesNotCommit() {
        node.hold();
        ChildProcess process = startProcess();
        node.awaitDrain();

        process.signal("STOP");
        otherTakesTheSlot();
        node.letGo();
        process.signal("CONT");

        assertGaveUp(process);
    }

    @Test
    void itsCommitThatWasOnTheWayAllTheTimeIsRefused() throws Exception {
        LateRequest commit = new LateRequest();
        node.at(Moment.COMMIT, commit);
        ChildProcess process = startProcess();
        commit.awaitSent();

        process.signal("STOP");
        otherTakesTheSlot();
        assertThat(commit.arriveNow()).startsWith("HTTP/1.1 409 ");
        process.signal("CONT");

        assertGaveUp(process);
    }

    private void otherTakesTheSlot() {
        fleet.awaitEndOfSession(node);
        assertThat(other.run().code()).isZero();
    }

    private void assertGaveUp(ChildProcess process) {
        assertThat(process.awaitEnd(Await.BOUND)).isEqualTo(5);
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(fleet.slots()).contains(other.name()).doesNotContain(node.name());
        fleet.comesBack(other);

        assertThat(node.run().code()).as("in its turn").isZero();
        fleet.comesBack(node);
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
        assertThat(fleet.judge.reboots()).containsExactly(other.name(), node.name());
        fleet.assertNothingIsLeft();
    }
}
