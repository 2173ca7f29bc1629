package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lease in the very moment of a claim, of a commit, or of another lease, with answers lost on either side. */
@Execution(ExecutionMode.CONCURRENT)
class LeaseMomentIT {
    private static ConsulCluster cluster;

    @TempDir
    private Path folder;

    private FaultFleet fleet;
    private FaultNode node;
    /** Where the tool runs that wants the node as well. */
    private FaultNode desk;

    @BeforeAll
    static void start() {
        cluster = FaultFleet.cluster(2).start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new FaultFleet(cluster, folder).policy(1, "0s", "2m");
        node = fleet.node(1).patient();
        desk = fleet.node(2).patient();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aLeaseJustBeforeTheClaimKeepsTheNodeUp() {
        var run = node.before(Moment.CLAIM, this::lease).run();

        assertLeftAlone(run);
    }

    @Test
    void aLeaseTakenWhileTheClaimIsLostOnItsWayKeepsTheNodeUp() {
        var run = node.at(Moment.CLAIM, (request, consul) -> {
                    lease();
                    return Optional.empty();
                })
                .run();

        assertLeftAlone(run);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIM", "COMMIT"})
    void aNodeWhoseAnswerIsLostIsNotLeased(Moment moment) {
        CompletableFuture<TestNode.Result> lease = new CompletableFuture<>();
        var run = node.at(moment, (request, consul) -> {
                    consul.send();
                    lease.complete(acquire("--hold"));
                    return Optional.empty();
                })
                .run();

        assertThat(lease.join().code()).as(lease.join().err()).isEqualTo(12);
        assertReboots(run);
    }

    @Test
    void aNodeThatIsAboutToCommitIsNotLeased() {
        CompletableFuture<TestNode.Result> lease = new CompletableFuture<>();
        var run = node.before(Moment.COMMIT, () -> lease.complete(acquire("--hold")))
                .run();

        assertThat(lease.join().code()).as(lease.join().err()).isEqualTo(12);
        assertThat(lease.join().err()).contains("its own claim");
        assertReboots(run);
    }

    /** Its session is gone, so its claim is none any more; what it drained stays so in the hands of whoever has it. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER_ITS_TASKS", "AFTER_THE_LAST_GATES", "COMMIT"})
    void whoLostItsSessionToALeaseDoesNotCommitAndUndoesNothing(Moment moment) {
        var run = node.before(moment, () -> {
                    fleet.destroySession(node);
                    lease();
                })
                .run();

        assertThat(run.code()).as(run.err()).isEqualTo(12);
        assertThat(run.err()).contains("a race");
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain");
        assertThat(node.run().code()).as("under the lease").isEqualTo(12);
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain");
        release();
        node.run();
        assertThat(node.program().log()).startsWith("pre_boot 10-drain", "abort 10-undrain");
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
    }

    /** A tool of its own making that does not look whether the node prepares. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER_ITS_TASKS", "AFTER_THE_LAST_GATES", "COMMIT"})
    void whoMeetsALeaseThatTookNoNoticeOfItsClaimEndsLikeEverybodyWhoMeetsOne(Moment moment) {
        String key = fleet.prefix() + "/nodes/" + node.name() + "/lease";
        String lease = "{\"id\":\"l1\",\"holder\":\"a tool\",\"purpose\":\"other\",\"since\":\"2026-01-01T00:00:00Z\","
                + "\"hold\":true}";

        var run = node.before(moment, () -> fleet.api().putValue(key, lease)).run();

        assertThat(run.code()).as(run.err()).isEqualTo(12);
        assertThat(run.err()).contains("a tool");
        assertThat(fleet.judge.reboots()).isEmpty();
        fleet.judge.assertSawEveryVersion();
    }

    @Test
    void aClaimBetweenTheLookAndTheWriteOfALeaseWins() {
        List<CompletableFuture<TestNode.Result>> runs = new CopyOnWriteArrayList<>();
        var lease = desk.before(Moment.LEASE, () -> runs.add(node.startAndHoldInDrain()));

        var refused = acquire("--ttl", "10s");

        assertThat(lease.hasMetItsFaults()).isTrue();
        assertThat(refused.code()).as(refused.err()).isEqualTo(12);
        assertThat(fleet.lease(node)).isEmpty();
        node.letGo();
        assertReboots(runs.getFirst().join());
    }

    @ParameterizedTest
    @EnumSource(names = {"REACHES_CONSUL", "IS_LOST"})
    void aLeaseWhoseAnswerIsLostIsEitherTakenOrNot(OfALease request) {
        CompletableFuture<TestNode.Result> run = new CompletableFuture<>();
        desk.at(Moment.LEASE, (sent, consul) -> {
            if (request == OfALease.REACHES_CONSUL) {
                consul.send();
            }
            run.complete(node.run());
            return Optional.empty();
        });

        var lease = acquire("--ttl", "60s");

        assertThat(desk.hasMetItsFaults()).isTrue();
        boolean taken = request == OfALease.REACHES_CONSUL;
        assertThat(lease.code()).as(lease.err()).isEqualTo(taken ? 0 : 12);
        if (taken) {
            assertLeftAlone(run.join());
        } else {
            assertReboots(run.join());
        }
    }

    /** What becomes of the request whose answer does not come. */
    enum OfALease {
        REACHES_CONSUL,
        IS_LOST
    }

    private void lease() {
        var lease = acquire("--hold");
        assertThat(lease.code()).as(lease.err()).isZero();
    }

    private TestNode.Result acquire(String... life) {
        String[] args = {"lease", "acquire", node.name(), "--force", "--purpose", "other", "--reason", "a race"};
        String[] all = Arrays.copyOf(args, args.length + life.length);
        System.arraycopy(life, 0, all, args.length, life.length);
        return desk.program().run(all);
    }

    private void release() {
        var released = desk.program().run("lease", "release", node.name(), "--force", "--reason", "over");
        assertThat(released.code()).as(released.err()).isZero();
    }

    private void assertLeftAlone(TestNode.Result run) {
        assertThat(run.code()).as(run.err()).isEqualTo(12);
        assertThat(run.err()).contains("held by lease", "a race");
        assertThat(node.program().log()).isEmpty();
        assertThat(fleet.slots()).doesNotContain("\"id\"");
        assertThat(fleet.lease(node)).contains("a race");
        release();
        assertReboots(node.run());
    }

    private void assertReboots(TestNode.Result run) {
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(fleet.lease(node)).isEmpty();
        assertThat(fleet.judge.reboots()).containsExactly(node.name());
        fleet.comesBack(node);
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
        fleet.assertNothingIsLeft();
    }
}
