package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static io.rebootmgr.consul.Adapters.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** With ACLs: what a token lacks is named. */
class AclIT {
    private static final ConsulCluster CLUSTER =
            ConsulCluster.builder().inMemory().acl().start();
    private final ConsulAgent agent = CLUSTER.agent("server1");
    private final String prefix = Unique.name("it");
    private final ConsulAdapter reader =
            withToken(agent.api().createToken("key_prefix \"" + prefix + "/\" { policy = \"read\" }"));

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Test
    void whoMayReadReadsKeysAndTheirAbsence() {
        agent.api().putValue(prefix + "/a", "1");
        for (Consistency consistency : Consistency.values()) {
            View view = reader.read(consistency, List.of(prefix + "/a", prefix + "/none", prefix + "/nodes/"));
            assertThat(view.under("")).hasSize(1);
        }
    }

    @Test
    void aDeniedReadIsNotAnEmptyOne() {
        agent.api().putValue(prefix + "/a", "1");
        agent.api().putValue("elsewhere/stop", "1");
        for (Consistency deciding : List.of(Consistency.CONSISTENT, Consistency.DEFAULT)) {
            assertThat(failure(Kind.FORBIDDEN, () -> reader.read(deciding, List.of(prefix + "/a", "elsewhere/stop"))))
                    .contains("key \"elsewhere/stop\": needs key:read");
            List<String> some = List.of(prefix + "/none", "elsewhere/stop", prefix + "/nodes/", prefix + "/no\"ne\\");
            assertThat(failure(Kind.FORBIDDEN, () -> reader.read(deciding, some)))
                    .contains("key \"elsewhere/stop\": needs key:read");
        }
        assertThat(failure(Kind.FORBIDDEN, () -> reader.read(Consistency.STALE, List.of("elsewhere/"))))
                .contains("key \"elsewhere/\": needs key:read");
        assertThat(failure(Kind.FORBIDDEN, () -> reader.keys(Consistency.DEFAULT, "elsewhere/")))
                .contains("key \"elsewhere/\": needs key:read");
    }

    @Test
    void withoutATokenTheMessageSaysSo() {
        ConsulAdapter anonymous = Adapters.at(agent.http());
        assertThat(failure(Kind.FORBIDDEN, () -> anonymous.read(Consistency.CONSISTENT, List.of(prefix + "/a"))))
                .contains("key \"" + prefix + "/a\": needs key:read")
                .contains("no token is configured");
    }

    @Test
    void aTokenThatConsulDoesNotKnowIsSaidToBeUnknown() {
        String secret = UUID.randomUUID().toString();
        ConsulAdapter stranger = withToken(secret);
        List<String> messages = List.of(
                failure(Kind.FORBIDDEN, () -> stranger.read(Consistency.STALE, List.of("a"))),
                failure(Kind.FORBIDDEN, () -> stranger.write(List.of(new Operation.Delete("a")))),
                failure(Kind.FORBIDDEN, stranger::self));
        assertThat(messages)
                .allSatisfy(message ->
                        assertThat(message).contains("does not know the token").doesNotContain(secret));
    }

    @Test
    void aDeniedWriteNamesEveryKeyAndItsRight() {
        String mine = prefix + "/a";
        assertThat(failure(
                        Kind.FORBIDDEN,
                        () -> reader.write(List.of(
                                new Operation.PutIf(mine, bytes("1"), 0),
                                new Operation.RequireAbsent(prefix + "/stop"),
                                new Operation.RequireIndex("elsewhere", 1)))))
                .contains("key \"" + mine + "\": needs key:write")
                .contains("key \"" + prefix + "/stop\": needs key:write")
                .contains("key \"elsewhere\": needs key:read");
        assertThat(agent.api().value(mine)).isEmpty();
    }

    @Test
    void everythingElseNamesItsRight() {
        String session = UUID.randomUUID().toString();
        assertThat(failure(Kind.FORBIDDEN, () -> reader.createSession("s", Duration.ofMinutes(1))))
                .contains("session:write");
        assertThat(failure(Kind.FORBIDDEN, reader::self)).contains("agent:read");
        assertThat(failure(Kind.FORBIDDEN, reader::members)).contains("node:read");
        assertThat(failure(Kind.FORBIDDEN, reader::autopilot)).contains("operator:read");
        assertThat(failure(Kind.FORBIDDEN, () -> reader.enableMaintenance("x"))).contains("node:write");
        assertThat(failure(Kind.FORBIDDEN, reader::disableMaintenance)).contains("node:write");
        assertThat(failure(Kind.FORBIDDEN, () -> reader.requireMaintenanceRight(agent.node())))
                .contains("node:write");
        String theirs = withToken(CLUSTER.managementToken()).createSession("theirs", Duration.ofMinutes(1));
        assertThat(failure(Kind.FORBIDDEN, () -> reader.renewSession(theirs))).contains("session:write");
        assertThat(failure(Kind.FORBIDDEN, () -> reader.destroySession(theirs))).contains("session:write");
        assertThat(reader.renewSession(session))
                .as("none is none, whoever asks")
                .isFalse();
    }

    @Test
    void whatATokenMayNotSeeIsCountedAllTheSame() {
        agent.api().registerService("unseen", "unseen");
        ConsulAdapter blind = withToken(agent.api().createToken("agent_prefix \"\" { policy = \"read\" }"));
        assertThat(blind.localServices()).isEmpty();
        assertThat(blind.counts()).hasValue(new Consul.Counts(1, 1));
    }

    @Test
    void theRightToMaintenanceIsTriedWithoutDoingAnything() {
        ConsulAdapter allowed =
                withToken(agent.api().createToken("node \"" + agent.node() + "\" { policy = \"write\" }"));
        allowed.requireMaintenanceRight(agent.node());
        assertThat(agent.api()
                        .get("/v1/catalog/node/" + agent.node())
                        .at("/Node/Address")
                        .asText())
                .as("the node's entry in the catalog")
                .isEqualTo(agent.http().getHost());
        assertThat(allowed.maintenance()).isEmpty();
    }

    private ConsulAdapter withToken(String token) {
        return Adapters.with(
                ConnectionSettings.plain(agent.http(), Adapters.TIMEOUT).withToken(token));
    }
}
