package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.RequestProxy.Onward;
import io.rebootmgr.testing.RequestProxy.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The leader is killed over the very request that matters. */
class LeaderLossIT {
    private static ConsulCluster cluster;

    @TempDir
    private Path folder;

    private FaultFleet fleet;
    private FaultNode node;
    private ConsulAgent killed;

    /** When the leader dies. */
    enum Death {
        /** The request finds no leader. */
        BEFORE_IT_ARRIVES,
        /** The leader has written it down, and no other server has: nobody knows what will become of it. */
        BEFORE_OTHERS_KNOW,
        /** It is done, and nobody is told. */
        AFTER_IT_IS_DONE
    }

    @BeforeAll
    static void start() {
        cluster = FaultFleet.cluster(1).start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new FaultFleet(cluster, folder).policy(1, "0s", "1m");
        node = fleet.node(1);
        killed = cluster.leader();
    }

    @AfterEach
    void close() {
        fleet.close();
        if (!killed.isRunning()) {
            killed.start();
        }
        cluster.awaitReady();
    }

    @ParameterizedTest
    @CsvSource({
        "CLAIM, BEFORE_IT_ARRIVES",
        "CLAIM, BEFORE_OTHERS_KNOW",
        "CLAIM, AFTER_IT_IS_DONE",
        "COMMIT, BEFORE_IT_ARRIVES",
        "COMMIT, BEFORE_OTHERS_KNOW",
        "COMMIT, AFTER_IT_IS_DONE"
    })
    void theNodeGoesOnWithTheNextLeaderAndRebootsOnce(Moment moment, Death death) {
        var down = node.at(moment, dies(death)).run();

        assertThat(down.code()).as(down.err()).isZero();
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(killed.isRunning()).isFalse();
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "reboot");
        assertThat(fleet.slots()).containsOnlyOnce("\"id\"").contains("\"rebooting\"");

        killed.start();
        cluster.awaitReady();
        assertThat(fleet.slots()).containsOnlyOnce("\"id\"").contains("\"rebooting\"");
        fleet.comesBack(node);
        fleet.judge.assertNeverMoreThan(1);
        assertThat(fleet.judge.reboots()).containsExactly(node.name());
        fleet.assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "LEASE, BEFORE_IT_ARRIVES",
        "LEASE, BEFORE_OTHERS_KNOW",
        "LEASE, AFTER_IT_IS_DONE",
        "RENEWAL, BEFORE_IT_ARRIVES",
        "RENEWAL, BEFORE_OTHERS_KNOW",
        "RENEWAL, AFTER_IT_IS_DONE",
        "RELEASE, BEFORE_IT_ARRIVES",
        "RELEASE, BEFORE_OTHERS_KNOW",
        "RELEASE, AFTER_IT_IS_DONE",
        "END_OF_SESSION, BEFORE_IT_ARRIVES",
        "END_OF_SESSION, BEFORE_OTHERS_KNOW",
        "END_OF_SESSION, AFTER_IT_IS_DONE"
    })
    void aCommandRunsOnceUnderALeaseThatIsFreeAfterIt(Moment moment, Death death) {
        var worked = (moment == Moment.RENEWAL ? node.atAndLetGo(moment, dies(death)) : node.at(moment, dies(death)))
                .runLeased("40s");

        assertThat(worked.code()).as(worked.err()).isZero();
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(killed.isRunning()).isFalse();
        assertThat(node.program().log()).containsExactly("worked");
        assertItsNodeIsFree();
    }

    /** Whether there is a session nobody knows, and nothing hangs on it. */
    @ParameterizedTest
    @EnumSource
    void aCommandWhoseSessionIsNotConfirmedDoesNotBegin(Death death) {
        var refused = node.at(Moment.SESSION, dies(death)).runLeased("40s");

        assertThat(refused.code()).as(refused.err()).isEqualTo(8);
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(node.program().log()).isEmpty();
        assertItsNodeIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void aCommandThatMayWaitBeginsWithTheNextLeader(Death death) {
        var worked = node.at(Moment.SESSION, dies(death)).runLeased("40s", "--wait", "3m");

        assertThat(worked.code()).as(worked.err()).isZero();
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(killed.isRunning()).isFalse();
        assertThat(node.program().log()).containsExactly("worked");
        assertItsNodeIsFree();
    }

    /** Somebody wants the node under a lease in the same moment, and the leader that has heard of one of them dies. */
    @ParameterizedTest
    @EnumSource(names = {"CLAIM", "LEASE"})
    void ofAClaimAndALeaseThatMeetInAnElectionOneWaitsForTheOther(Moment moment) {
        FaultNode desk = fleet.node(1);
        String work = "echo work begins >> %1$s; sleep 0.2; echo work ends >> %1$s"
                .formatted(node.program().folder.resolve("log"));
        Supplier<CompletableFuture<TestNode.Result>> leasing = () -> desk.start(
                "lease",
                "exec",
                node.name(),
                "--force",
                "--ttl",
                "40s",
                "--wait",
                "3m",
                "--purpose",
                "config",
                "--reason",
                "monthly run",
                "--",
                "sh",
                "-c",
                work);
        CompletableFuture<CompletableFuture<TestNode.Result>> other = new CompletableFuture<>();
        FaultNode first = moment == Moment.CLAIM ? node : desk;
        first.at(moment, (request, consul) -> {
            other.complete(moment == Moment.CLAIM ? leasing.get() : node.start("run"));
            return dies(Death.BEFORE_OTHERS_KNOW).go(request, consul);
        });

        var run = moment == Moment.CLAIM ? node.start("run") : other.thenCompose(beside -> beside);
        var lease = moment == Moment.CLAIM ? other.thenCompose(beside -> beside) : leasing.get();

        // Who finds no leader comes again with the timer, and so does who finds the node leased.
        boolean rebooted = run.join().code() == 0;
        if (rebooted) {
            fleet.comesBack(node);
        }
        assertThat(lease.join().code()).as(lease.join().err()).isZero();
        assertThat(first.hasMetItsFaults()).isTrue();
        assertThat(killed.isRunning()).isFalse();
        if (!rebooted) {
            assertThat(node.run().code()).as(run.join().err()).isZero();
            fleet.comesBack(node);
        }
        String works = "work begins, work ends";
        String reboots = "pre_boot 10-drain, reboot, post_boot 10-undrain";
        assertThat(String.join(", ", node.program().log())).isIn(works + ", " + reboots, reboots + ", " + works);
        fleet.judge.assertNeverMoreThan(1);
        assertThat(fleet.lease(node)).isEmpty();
        fleet.assertNothingIsLeft();
    }

    private void assertItsNodeIsFree() {
        killed.start();
        cluster.awaitReady();
        assertThat(fleet.lease(node)).isEmpty();
        assertThat(node.run().code()).as("the next one can go on").isZero();
        assertThat(node.program().log()).contains("reboot");
    }

    private Way dies(Death death) {
        return (request, consul) -> switch (death) {
            case BEFORE_IT_ARRIVES -> {
                killed.kill();
                yield Optional.of(consul.send());
            }
            case BEFORE_OTHERS_KNOW -> {
                killWithTheRequestInItsLogOnly(consul);
                yield Optional.empty();
            }
            case AFTER_IT_IS_DONE -> {
                consul.send();
                killed.kill();
                yield Optional.empty();
            }
        };
    }

    private void killWithTheRequestInItsLogOnly(Onward consul) {
        List<ConsulAgent> others = cluster.servers().stream()
                .filter(server -> !server.equals(killed))
                .toList();
        others.forEach(ConsulAgent::pause);
        try {
            long before = raft().path("last_log_index").asLong();
            Thread.ofVirtual().start(() -> send(consul));
            // On a slow machine it may notice first that it is alone, and leads no more.
            Await.until(
                    () -> raft().path("last_log_index").asLong() > before
                            || !raft().path("state").asText().equals("Leader"),
                    Await.BOUND,
                    "the leader has written it down");
            killed.kill();
        } finally {
            others.forEach(ConsulAgent::resume);
        }
    }

    private static void send(Onward consul) {
        try {
            consul.send();
        } catch (IOException e) {
            // Nobody waits for this answer.
            return;
        }
    }

    private JsonNode raft() {
        return killed.api().get("/v1/agent/self").at("/Stats/raft");
    }
}
