package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.RequestProxy.Way;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that are lost, half answered, doubled or late on the wire, at the two that matter: one reboot all the same.
 */
@Execution(ExecutionMode.CONCURRENT)
class LostAnswerIT {
    private static ConsulCluster cluster;

    @TempDir
    private Path folder;

    private FaultFleet fleet;
    private FaultNode node;

    /** What the wire does to a request. */
    enum Wire {
        LOSES_THE_REQUEST,
        LOSES_THE_ANSWER,
        CUTS_THE_ANSWER,
        DOUBLES_THE_REQUEST;

        Way way() {
            return switch (this) {
                case LOSES_THE_REQUEST -> (request, consul) -> Optional.empty();
                case LOSES_THE_ANSWER ->
                    (request, consul) -> {
                        consul.send();
                        return Optional.empty();
                    };
                case CUTS_THE_ANSWER ->
                    (request, consul) -> {
                        byte[] answer = consul.send();
                        return Optional.of(Arrays.copyOf(answer, answer.length - 10));
                    };
                case DOUBLES_THE_REQUEST ->
                    (request, consul) -> {
                        consul.send();
                        return Optional.of(consul.send());
                    };
            };
        }
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
        fleet = new FaultFleet(cluster, folder).limit(1);
        node = fleet.node(1);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CLAIM, LOSES_THE_REQUEST",
        "CLAIM, LOSES_THE_ANSWER",
        "CLAIM, CUTS_THE_ANSWER",
        "CLAIM, DOUBLES_THE_REQUEST",
        "COMMIT, LOSES_THE_REQUEST",
        "COMMIT, LOSES_THE_ANSWER",
        "COMMIT, CUTS_THE_ANSWER",
        "COMMIT, DOUBLES_THE_REQUEST"
    })
    void theNodeFindsOutWhatBecameOfItAndRebootsOnce(Moment moment, Wire wire) {
        var down = node.at(moment, wire.way()).run();

        assertThat(down.code()).as(down.err()).isZero();
        assertThat(down.out()).contains("rebooting now");
        assertRebootedOnce();
    }

    @Test
    void aCommitThatArrivesAfterItsRepetitionChangesNothing() throws Exception {
        fleet.policy(1, "0s", "1m");
        LateRequest late = new LateRequest();

        var down = node.at(Moment.COMMIT, late).run();

        assertThat(down.code()).as("sent once more: " + down.err()).isZero();
        assertThat(late.arriveNow()).startsWith("HTTP/1.1 409 ");
        assertRebootedOnce();
    }

    @Test
    void aCommitThatArrivesAfterItsNodeHasGivenUpChangesNothing() throws Exception {
        LateRequest late = new LateRequest();

        var up = node.at(Moment.COMMIT, late).run();

        assertThat(up.code()).as("no answer for half a session").isEqualTo(5);
        assertThat(late.arriveNow()).startsWith("HTTP/1.1 409 ");
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        fleet.assertNothingIsLeft();
    }

    @Test
    void anAnswerOfALeaderThatKnowsNothingYetIsNotBelieved() {
        String nothing = "{\"Results\":[],\"Errors\":null}";
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + nothing.length() + "\r\n\r\n" + nothing;
        var run = node.startAndHoldInDrain();
        node.at(Moment.LOOK, (request, consul) -> Optional.of(answer.getBytes(StandardCharsets.US_ASCII)));
        Await.until(node::hasMetItsFaults, Await.BOUND, "it has looked");
        node.letGo();

        assertThat(run.join().code()).as(run.join().err()).isZero();
        assertRebootedOnce();
    }

    @ParameterizedTest
    @CsvSource({
        "LEASE, LOSES_THE_REQUEST",
        "LEASE, LOSES_THE_ANSWER",
        "LEASE, CUTS_THE_ANSWER",
        "LEASE, DOUBLES_THE_REQUEST",
        "RENEWAL, LOSES_THE_REQUEST",
        "RENEWAL, LOSES_THE_ANSWER",
        "RENEWAL, DOUBLES_THE_REQUEST",
        "RELEASE, LOSES_THE_REQUEST",
        "RELEASE, LOSES_THE_ANSWER",
        "RELEASE, CUTS_THE_ANSWER",
        "RELEASE, DOUBLES_THE_REQUEST",
        "END_OF_SESSION, LOSES_THE_REQUEST",
        "END_OF_SESSION, LOSES_THE_ANSWER"
    })
    void aCommandRunsOnceUnderALeaseThatIsFreeAfterIt(Moment moment, Wire wire) {
        var worked = (moment == Moment.RENEWAL ? node.atAndLetGo(moment, wire.way()) : node.at(moment, wire.way()))
                .runLeased("10s");

        assertThat(worked.code()).as(worked.err()).isZero();
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(node.program().log()).containsExactly("worked");
        assertThat(fleet.lease(node)).isEmpty();
        assertThat(node.run().code()).as("the next one can go on").isZero();
        assertThat(node.program().log()).contains("reboot");
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseSaysThatItWasDone(Wire wire) {
        String[] take = {"lease", "acquire", node.name(), "--force", "--purpose", "other", "--reason", "r", "--hold"};
        String id = node.program().run(take).out().strip();
        node.at(Moment.RELEASE, wire.way());

        var released = node.program().run("lease", "release", node.name(), "--id", id);

        assertThat(released.code()).as(released.err()).isZero();
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(fleet.lease(node)).isEmpty();
        assertThat(node.program()
                        .run("lease", "release", node.name(), "--id", id)
                        .code())
                .as("said by hand once more")
                .isEqualTo(64);
    }

    @Test
    void aReleaseThatArrivesWhenTheNodeIsLeasedAgainChangesNothing() throws Exception {
        LateRequest late = new LateRequest();
        node.at(Moment.RELEASE, late);
        var work = node.start(
                "lease",
                "exec",
                node.name(),
                "--force",
                "--purpose",
                "config",
                "--reason",
                "r",
                "--ttl",
                "10s",
                "--",
                "true");
        late.awaitSent();
        assertThat(work.join().code()).as("not released in time").isIn(0, 8);
        var next = node.program()
                .run(
                        "lease",
                        "acquire",
                        node.name(),
                        "--force",
                        "--purpose",
                        "other",
                        "--reason",
                        "next",
                        "--hold",
                        "--wait",
                        "1m");
        assertThat(next.code()).as(next.err()).isZero();
        assertThat(late.arriveNow()).startsWith("HTTP/1.1 409 ");
        assertThat(fleet.lease(node)).contains(next.out().strip());
    }

    private void assertRebootedOnce() {
        assertThat(node.hasMetItsFaults()).isTrue();
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "reboot");
        assertThat(fleet.slots()).containsOnlyOnce("\"id\"").contains("\"rebooting\"");
        fleet.comesBack(node);
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
        assertThat(fleet.judge.reboots()).containsExactly(node.name());
        fleet.assertNothingIsLeft();
    }
}
