package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The node's token is revoked, or loses a right, in the middle of a reboot. */
@Execution(ExecutionMode.CONCURRENT)
class TokenIT {
    private static ConsulCluster cluster;

    @TempDir
    private Path folder;

    private FaultFleet fleet;
    private FaultNode node;
    private String token;

    @BeforeAll
    static void start() {
        cluster = FaultFleet.cluster(1).acl().start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void aNodeWithEveryRight() {
        fleet = new FaultFleet(cluster, folder).limit(1);
        token = fleet.api().createToken(rules("write"));
        node = fleet.node(1).token(token);
        awaitKnown();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private String rules(String slots) {
        return """
                key_prefix "%s/" { policy = "write" }
                key "%s" { policy = "%s" }
                session_prefix "" { policy = "write" }
                node_prefix "" { policy = "write" }
                agent_prefix "" { policy = "read" }
                service_prefix "" { policy = "read" }
                operator = "read"
                """.formatted(fleet.prefix(), fleet.slotsKey(), slots);
    }

    @Test
    void aTokenRevokedWhileTheNodePreparesEndsItUncommittedAndTheNextRunGoesOn() {
        var run = node.startAndHoldInDrain();

        fleet.api().revokeToken(token);

        assertThat(run.join().code()).as(run.join().err()).isEqualTo(5);
        assertThat(run.join().err()).contains("does not know the token (ACL not found)");
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(node.run().code()).isEqualTo(8);

        giveTheTokenBack();
        node.letGo();
        assertRebootsOnce();
    }

    @Test
    void aRightLostBeforeTheCommitIsNamedAndTheNextRunGoesOn() {
        node.at(Moment.COMMIT, (request, consul) -> {
            fleet.api().changeToken(token, rules("read"));
            return Optional.of(consul.send());
        });

        var run = node.run();

        assertThat(run.code()).as(run.err()).isEqualTo(5);
        assertThat(run.err()).contains("key \"" + fleet.slotsKey() + "\": needs key:write");
        assertThat(node.program().log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");

        fleet.api().changeToken(token, rules("write"));
        assertRebootsOnce();
    }

    @Test
    void aTokenRevokedWhileTheNodeIsDownKeepsTheSlotTakenUntilItIsBack() {
        assertThat(node.run().code()).isZero();
        fleet.api().revokeToken(token);

        var up = node.boot().run();

        assertThat(up.code()).as(up.err()).isEqualTo(8);
        assertThat(up.err()).contains("does not know the token (ACL not found)");
        assertThat(fleet.slots()).contains(node.name(), "\"rebooting\"");
        giveTheTokenBack();
        assertComesBack();
    }

    @Test
    void aRightLostWhileTheNodeIsDownIsNamedAndKeepsTheSlotTaken() {
        assertThat(node.run().code()).isZero();
        fleet.api().changeToken(token, rules("read"));

        var up = node.boot().run();

        assertThat(up.code()).as(up.err()).isEqualTo(8);
        assertThat(up.err()).contains("key \"" + fleet.slotsKey() + "\": needs key:write");
        assertThat(fleet.slots()).contains(node.name(), "\"rebooting\"");
        fleet.api().changeToken(token, rules("write"));
        assertComesBack();
    }

    private void giveTheTokenBack() {
        fleet.api().createTokenAgain(token, rules("write"));
        awaitKnown();
    }

    /** A server that lags behind says that there is no such token. */
    private void awaitKnown() {
        for (ConsulAgent agent : cluster.agents()) {
            ConsulApi seen = new ConsulApi(agent.http(), Optional.of(token));
            Await.until(
                    () -> seen.send("GET", "/v1/agent/self", "").status() == 200,
                    Await.BOUND,
                    agent.node() + " knows the token");
        }
    }

    private void assertRebootsOnce() {
        var run = node.run();
        assertThat(run.code()).as(run.err()).isZero();
        assertComesBack();
    }

    private void assertComesBack() {
        fleet.comesBack(node);
        fleet.judge.assertNeverMoreThan(1);
        fleet.judge.assertSawEveryVersion();
        assertThat(fleet.judge.reboots()).containsExactly(node.name());
        fleet.assertNothingIsLeft();
    }
}
