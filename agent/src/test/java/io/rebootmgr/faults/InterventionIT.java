package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody does to a claim, to the stop flags and to the policy in the very last moments before a commit. */
@Execution(ExecutionMode.CONCURRENT)
class InterventionIT {
    private static ConsulCluster cluster;

    @TempDir
    private Path folder;

    private FaultFleet fleet;
    private FaultNode node;

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
        fleet = new FaultFleet(cluster, folder).limit(1);
        node = fleet.node(1);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_THE_LAST_GATES", "COMMIT"})
    void aSessionDestroyedBetweenTheLastGatesAndTheCommitIsNotCommitted(Moment moment) {
        var run = node.before(moment, () -> fleet.destroySession(node)).run();

        assertThat(run.code()).as(run.err()).isEqualTo(5);
        assertPutBack();
    }

    @Test
    void aSessionDestroyedWhileItSettlesEndsTheRun() {
        fleet.policy(1, "1m", "10s");
        var run = node.start("run");
        node.awaitSettling();

        fleet.destroySession(node);

        assertThat(run.join().code()).as(run.join().err()).isEqualTo(5);
        assertPutBack();
    }

    @Test
    void whoLostItsSessionToAnotherNodeDoesNotCommitOverIt() {
        FaultNode other = fleet.node(2);
        node.before(Moment.COMMIT, () -> {
            fleet.destroySession(node);
            assertThat(other.run().code()).isZero();
        });

        var run = node.run();

        assertThat(run.code()).as(run.err()).isEqualTo(5);
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(fleet.judge.reboots()).containsExactly(other.name());
        assertThat(fleet.slots()).contains(other.name()).doesNotContain(node.name());
        fleet.comesBack(other);
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
        fleet.assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIM", "AFTER_THE_LAST_GATES", "COMMIT"})
    void aStopFlagSetInTheLastMomentIsObeyed(Moment moment) {
        var run = node.before(moment, () -> fleet.api().putValue(fleet.stopKey(), "incident"))
                .run();

        assertThat(run.code()).as(run.err()).isEqualTo(102);
        assertThat(run.err()).contains("incident", fleet.stopKey());
        assertThat(fleet.judge.reboots()).isEmpty();
        assertThat(fleet.slots()).doesNotContain("\"preparing\"", "\"rebooting\"");
        fleet.api().delete(fleet.stopKey());
        assertThat(node.run().code()).as("after the stop").isZero();
        fleet.comesBack(node);
        fleet.judge.assertNeverMoreThan(1);
        fleet.assertNothingIsLeft();
    }

    /** Committed is out, for all that others know: what comes behind it waits as behind every return. */
    @Test
    void aCommitThatIsTakenBackBeginsTheCooldown() {
        fleet.api().putValue(fleet.groupConfigKey(), "{\"cooldown\":\"1h\"}");
        node.at(Moment.COMMIT, (request, consul) -> {
            byte[] answer = consul.send();
            fleet.api().putValue(fleet.stopKey(), "incident");
            return Optional.of(answer);
        });

        var run = node.run();

        assertThat(run.code()).as(run.err()).isEqualTo(102);
        assertThat(fleet.judge.reboots()).isEmpty();
        assertThatTheCooldownBeginsOnceTheDrainIsUndone();
    }

    private void assertThatTheCooldownBeginsOnceTheDrainIsUndone() {
        assertThat(fleet.slots()).contains("\"drained\"").doesNotContain("\"freed\"");
        fleet.api().delete(fleet.stopKey());
        assertThat(node.run().code()).isEqualTo(4);
        assertThat(fleet.slots()).doesNotContain("\"id\"").contains("\"freed\"");
    }

    /** It was drained, and out of service like that for as long as the stop stood. */
    @Test
    void aDrainThatAStopBreaksOffBeginsTheCooldownToo() {
        fleet.api().putValue(fleet.groupConfigKey(), "{\"cooldown\":\"1h\"}");
        var run = node.startAndHoldInDrain();

        fleet.api().putValue(fleet.stopKey(), "incident");
        node.letGo();

        assertThat(codeOf(run)).as(run.join().err()).isEqualTo(102);
        assertThatTheCooldownBeginsOnceTheDrainIsUndone();
    }

    /** Whoever ends its drain first; one after the other, for a drain that is being undone takes a slot as well. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoThatPrepareTheFirstGoesWhenTheLimitIsLoweredToOne(boolean firstGoesOnFirst) {
        fleet.limit(2);
        FaultNode other = fleet.node(2);
        var first = node.startAndHoldInDrain();
        var second = other.startAndHoldInDrain();

        fleet.limit(1);
        if (firstGoesOnFirst) {
            node.letGo();
            first.join();
        }
        other.letGo();
        assertThat(codeOf(second)).as(second.join().err()).isEqualTo(4);
        node.letGo();

        assertThat(codeOf(first)).as(first.join().err()).isZero();
        assertOneIsDown(node, other);
    }

    @Test
    void whoClaimedFirstDoesNotGoWhereALaterClaimIsCommittedAndTheLimitLowered() {
        fleet.limit(2);
        FaultNode other = fleet.node(2);
        var first = node.startAndHoldInDrain();
        assertThat(other.run().code()).isZero();

        fleet.limit(1);
        node.letGo();

        assertThat(codeOf(first)).as(first.join().err()).isEqualTo(4);
        assertOneIsDown(node, other);
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_THE_LAST_GATES", "COMMIT"})
    void aLimitLoweredBetweenTheLastGatesAndTheCommitCounts(Moment moment) {
        fleet.limit(2);
        FaultNode other = fleet.node(2);
        assertThat(other.run().code()).isZero();

        var run = node.before(moment, () -> fleet.limit(1)).run();

        assertThat(run.code()).as(run.err()).isIn(4, 5);
        assertOneIsDown(node, other);
    }

    /** That a layer does not exist is no condition of the commit: the look after it has to see one that has come. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER_THE_LAST_GATES", "COMMIT"})
    void aLimitThatANewLayerOfThePolicyLowersInTheLastMomentCounts(Moment moment) {
        fleet.limit(2);
        FaultNode other = fleet.node(2);
        assertThat(other.run().code()).isZero();

        var run = node.before(moment, () -> fleet.api().putValue(fleet.groupConfigKey(), "{\"limit\":1}"))
                .run();

        assertThat(run.code()).as(run.err()).isIn(4, 5);
        assertOneIsDown(node, other);
    }

    /** As above, in the moment between the commit and the look after it. */
    @Test
    void aLimitThatANewLayerLowersRightAfterTheCommitIsTheLastLooksToSee() {
        fleet.limit(2);
        FaultNode other = fleet.node(2);
        assertThat(other.run().code()).isZero();

        var run = node.at(Moment.COMMIT, (request, consul) -> {
                    var committed = consul.send();
                    fleet.api().putValue(fleet.groupConfigKey(), "{\"limit\":1}");
                    return Optional.of(committed);
                })
                .run();

        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).contains("the limit was lowered to 1 just now");
        assertOneIsDown(node, other);
    }

    private void assertOneIsDown(FaultNode one, FaultNode another) {
        assertThat(fleet.judge.reboots()).hasSize(1);
        boolean isOne = fleet.judge.reboots().contains(one.name());
        FaultNode down = isOne ? one : another;
        FaultNode up = isOne ? another : one;
        assertThat(up.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(up.run().code()).as("no slot").isEqualTo(4);
        fleet.comesBack(down);
        assertThat(up.run().code()).as("its turn").isZero();
        fleet.comesBack(up);
        fleet.judge.assertSawEveryVersion();
        fleet.assertNothingIsLeft();
    }

    private void assertPutBack() {
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
        fleet.assertNothingIsLeft();
    }

    private static int codeOf(CompletableFuture<TestNode.Result> run) {
        return run.join().code();
    }
}
