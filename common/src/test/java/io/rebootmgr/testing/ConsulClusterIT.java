package io.rebootmgr.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness keeps its own promises: what other tests take for granted. */
class ConsulClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aSharedServerIsThereAndKeepsValues() {
        String key = Unique.name("harness");
        ConsulServer.api().putValue(key, "x");
        assertThat(ConsulServer.api().value(key)).contains("x");
        ConsulServer.api().delete(key);
        assertThat(ConsulServer.api().keys(key)).isEmpty();
    }

    @Test
    void aServiceElsewhereAndOneHereHaveTheChecksSet() {
        String service = Unique.name("web");
        ConsulApi api = ConsulServer.api();
        api.registerService(service, service, "rebootmgr");
        api.registerElsewhere(Unique.name("other"), service, "critical", "rebootmgr");
        api.setCheck("service:" + service, "warning", "slow");
        Await.until(
                () -> statuses(api, service).equals(List.of("critical", "warning")),
                SOON,
                "both checks in the catalog");
    }

    @Test
    void aServerThatIsCutOffHasNoLeaderAndCatchesUpOnceItIsBack() {
        try (ConsulCluster cluster =
                ConsulCluster.builder().servers(3).clients(1).severable().start()) {
            ConsulAgent old = cluster.leader();
            ConsulAgent client = cluster.clients().getFirst();

            cluster.isolate(old);

            Await.until(() -> old.api().send("GET", "/v1/kv/a?consistent", "").status() == 500, SOON, "no leader");
            Await.until(() -> client.api().send("PUT", "/v1/kv/a", "1").status() == 200, SOON, "the others go on");
            assertThat(status(client, old.node())).as("gossip passes").isEqualTo(1);
            cluster.heal();
            Await.until(() -> old.api().value("a").equals(Optional.of("1")), SOON, "the value arrives");
        }
    }

    @Test
    void aClusterFailsOverRestartsAndTellsFailedFromLeft() {
        try (ConsulCluster cluster =
                ConsulCluster.builder().servers(3).clients(2).start()) {
            ConsulAgent leader = cluster.leader();
            leader.kill();
            ConsulAgent next = cluster.leader();
            assertThat(next.node()).isNotEqualTo(leader.node());
            next.api().putValue("a", "1");
            Await.until(() -> status(next, leader.node()) == 4, SOON, "the killed one failed");

            leader.start();
            cluster.awaitReady();
            assertThat(leader.api().value("a")).contains("1");

            cluster.agent("client1").stop();
            Await.until(() -> status(next, "client1") == 3, SOON, "the stopped client left");
            cluster.agent("client2").pause();
            Await.until(() -> status(next, "client2") == 4, SOON, "the paused client failed");
            cluster.agent("client2").resume();
            cluster.agent("client1").start();
            cluster.awaitReady();
        }
    }

    @Test
    void aClusterWithAclsDeniesByDefault() {
        try (ConsulCluster cluster = ConsulCluster.builder().clients(1).acl().start()) {
            ConsulAgent client = cluster.agent("client1");
            client.api().putValue("a/b", "1");
            String token = client.api().createToken("key_prefix \"a/\" { policy = \"read\" }");
            ConsulApi reader = new ConsulApi(client.http(), Optional.of(token));
            assertThat(reader.value("a/b")).contains("1");
            assertThat(reader.send("PUT", "/v1/kv/a/b", "2").status()).isEqualTo(403);
        }
    }

    @Test
    void noConsulOutlivesATestRunThatIsKilled(@TempDir Path folder) throws Exception {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Nobody removes what it leaves there but this test.
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LeftBehind.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = run.inputReader()) {
            long consul = Long.parseLong(String.valueOf(output.readLine()));
            assertThat(ProcessHandle.of(consul)).isPresent();
            run.destroyForcibly();
            Await.until(() -> ProcessHandle.of(consul).isEmpty(), SOON, "the Consul is gone");
        } finally {
            run.destroyForcibly();
        }
    }

    private static int status(ConsulAgent seenBy, String node) {
        return seenBy.api()
                .get("/v1/agent/members")
                .valueStream()
                .filter(member -> member.path("Name").asText().equals(node))
                .mapToInt(member -> member.path("Status").asInt())
                .findFirst()
                .orElse(-1);
    }

    private static List<String> statuses(ConsulApi api, String service) {
        return api.get("/v1/health/checks/" + service)
                .valueStream()
                .map((JsonNode check) -> check.path("Status").asText())
                .sorted()
                .toList();
    }
}
