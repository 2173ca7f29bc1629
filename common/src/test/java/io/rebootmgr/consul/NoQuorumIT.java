package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static io.rebootmgr.consul.Adapters.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Servers that fail, one after the other. */
class NoQuorumIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> ALL = List.of("a");

    @Test
    void aQuorumThatShrinksAndGoesIsToldAndComesBack() {
        try (ConsulCluster cluster = ConsulCluster.builder()
                .servers(3)
                .patience(Duration.ofMillis(500))
                .start()) {
            ConsulAgent leader = cluster.leader();
            List<ConsulAgent> others = cluster.servers().stream()
                    .filter(server -> server != leader)
                    .toList();
            ConsulAgent last = others.getFirst();
            ConsulAdapter consul = Adapters.at(last.http());
            Await.until(() -> consul.autopilot().failureTolerance() == 1, SOON, "three servers can lose one");
            assertThat(consul.servers())
                    .containsExactlyInAnyOrderElementsOf(
                            cluster.servers().stream().map(ConsulAgent::node).toList());
            assertThat(consul.write(List.of(new Operation.Put("a", bytes("1")))))
                    .isEqualTo(new Written.Applied());

            others.getLast().kill();
            Await.until(
                    () -> consul.autopilot().failureTolerance() == 0,
                    SOON,
                    "two servers can lose none (answered with 429)");
            Await.until(
                    () -> consul.members()
                            .contains(new Consul.Member(others.getLast().node(), "failed")),
                    SOON,
                    "the dead server is a failed member");

            leader.kill();
            Await.until(() -> consul.leader().isEmpty(), SOON, "no leader");
            assertThat(failure(Kind.NO_LEADER, () -> consul.read(Consistency.CONSISTENT, ALL)))
                    .contains("no leader");
            failure(Kind.NO_LEADER, () -> consul.read(Consistency.DEFAULT, ALL));
            failure(Kind.NO_LEADER, () -> consul.write(List.of(new Operation.Put("a", bytes("2")))));
            failure(Kind.NO_LEADER, () -> consul.createSession("s", Duration.ofMinutes(1)));
            assertThat(consul.read(Consistency.STALE, ALL).get("a"))
                    .as("stale reads go on")
                    .isPresent();
            assertThat(failure(Kind.NO_AGENT, () -> Adapters.at(leader.http()).read(Consistency.STALE, ALL)))
                    .contains("connection refused; is the agent running?");

            leader.start();
            Await.until(() -> consul.leader().isPresent(), SOON, "a leader again");
            Await.until(
                    () -> new Written.Applied().equals(consul.write(List.of(new Operation.Put("a", bytes("3"))))),
                    SOON,
                    "writes again");
        }
    }

    @Test
    void aLeaderThatIsLostIsToldInPlainWordsUntilThereIsAnother() {
        try (ConsulCluster cluster =
                ConsulCluster.builder().servers(3).clients(1).start()) {
            URI agent = cluster.clients().getFirst().http();
            ConsulAdapter patient = Adapters.with(ConnectionSettings.plain(agent, Duration.ofSeconds(40)));
            // Not long enough to wait for the election.
            ConsulAdapter hasty = Adapters.with(ConnectionSettings.plain(agent, Duration.ofMillis(500)));
            Set<String> told = new TreeSet<>();

            cluster.leader().kill();
            Await.until(() -> answers(hasty, told), SOON, "another leader");

            assertThat(told)
                    .allSatisfy(text -> assertThat(text)
                            .containsAnyOf("has no leader yet; an election takes seconds", "no answer to"));
            cluster.servers().stream().filter(server -> !server.isRunning()).forEach(ConsulAgent::start);
            cluster.awaitReady();
            cluster.leader().kill();
            assertThat(patient.read(Consistency.CONSISTENT, ALL).under("a"))
                    .as("asked again within the timeout")
                    .isEmpty();
        }
    }

    private static boolean answers(ConsulAdapter consul, Set<String> told) {
        try {
            consul.read(Consistency.CONSISTENT, ALL);
            return true;
        } catch (ConsulException e) {
            told.add(e.reason());
            return false;
        }
    }

    @Test
    void aFrozenServerLeavesAWriteUnknownAndAReadUnanswered() {
        try (ConsulCluster cluster = ConsulCluster.builder().inMemory().start()) {
            ConsulAgent server = cluster.servers().getFirst();
            ConsulAdapter consul = Adapters.with(ConnectionSettings.plain(server.http(), Duration.ofMillis(500)));
            server.pause();
            assertThat(failure(Kind.UNREACHABLE, () -> consul.read(Consistency.STALE, ALL)))
                    .contains("no answer to PUT /v1/txn within 500 ms");
            assertThat(consul.write(List.of(new Operation.Put("a", bytes("1")))))
                    .isInstanceOf(Written.Unknown.class);
            server.resume();
            Await.until(() -> server.api().value("a").isPresent(), SOON, "the unknown write was done after all");
        }
    }
}
