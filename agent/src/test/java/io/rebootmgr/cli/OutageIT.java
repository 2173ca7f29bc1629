package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers and three nodes, and parts of Consul that fail: nothing that was not committed reboots. */
class OutageIT {
    @TempDir
    private Path folder;

    private ConsulCluster cluster;
    private final String prefix = Unique.name("rebootmgr");
    private TestNode node;

    @BeforeEach
    void aFleet() {
        cluster = ConsulCluster.builder().servers(3).clients(3).start();
        api().putValue(prefix + "/config", "{\"settle\":\"0s\",\"session_ttl\":\"10s\"}");
        node = node(0).task("abort", "10-undrain", "exit 0").wantsReboot();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private TestNode node(int client) {
        ConsulAgent agent = cluster.clients().get(client);
        return new TestNode(folder.resolve(agent.node()), agent.http().toString(), agent.node(), prefix, "web");
    }

    /** Any server that runs. */
    private ConsulApi api() {
        return cluster.servers().stream()
                .filter(ConsulAgent::isRunning)
                .findFirst()
                .orElseThrow()
                .api();
    }

    private String slots() {
        return api().value(prefix + "/groups/web/slots").orElse("");
    }

    private CompletableFuture<TestNode.Result> runInTask(String script) {
        node.task("pre_boot", "10-drain", script);
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        return run;
    }

    /** Agents hear of one another by gossip, in their own time: what it comes to counts, not what is there at once. */
    private void awaitDryRun(int code, String what) {
        List<TestNode.Result> runs = new ArrayList<>();
        Await.until(
                () -> {
                    runs.add(node.run("run", "--dry-run"));
                    return runs.getLast().code() == code;
                },
                Await.BOUND,
                what,
                () -> runs.getLast().err());
    }

    @Test
    void aFailedMemberOfTheGroupHoldsOneThatLeftOrIsIgnoredDoesNot() {
        String lost = cluster.clients().get(2).node();
        cluster.leave(cluster.clients().get(1));
        awaitDryRun(0, "one that left holds nobody");

        cluster.clients().get(2).kill();
        awaitDryRun(3, "one that failed holds");
        assertThat(node.run("run").err()).contains("held by members", lost);

        api().putValue(
                        prefix + "/nodes/" + lost + "/status",
                        "{\"group\":\"db\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":0}");
        awaitDryRun(0, "one that failed in another group holds nobody");
        api().delete(prefix + "/nodes/" + lost + "/status");
        api().putValue(prefix + "/config", "{\"settle\":\"0s\",\"ignore_failed_checks\":[\"" + lost + "\"]}");
        awaitDryRun(0, "one that is ignored holds nobody");
    }

    @Test
    void aConsulServerGoesOnlyWhileTheOthersCanDoWithoutIt() {
        api().putValue(
                        prefix + "/config",
                        "{\"settle\":\"0s\",\"ignore_failed_checks\":[\"server1\",\"server2\",\"server3\"]}");
        ConsulAgent agent = cluster.servers().getFirst();
        TestNode server =
                new TestNode(folder.resolve(agent.node()), agent.http().toString(), agent.node(), prefix, "web");
        server.wantsReboot();
        Await.until(() -> server.run("check").code() == 0, Await.BOUND, "three servers can lose one");

        cluster.servers().getLast().kill();

        Await.until(() -> server.run("check").code() == 3, Await.BOUND, "two cannot");
        assertThat(server.run("run").err()).contains("held by quorum");
        assertThat(server.log()).isEmpty();
    }

    @Test
    void theLeaderMayDieWhileTasksRun() throws Exception {
        // A server that is failed would hold the members gate, and rightly so.
        api().putValue(
                        prefix + "/config",
                        "{\"settle\":\"0s\",\"ignore_failed_checks\":[\"server1\",\"server2\",\"server3\"]}");
        var run = runInTask("while ! test -e " + folder + "/go; do sleep 0.1; done");
        cluster.leader().kill();
        cluster.leader();
        java.nio.file.Files.writeString(folder.resolve("go"), "");

        var result = run.get();

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(node.log()).endsWith("reboot");
        assertThat(slots()).contains("\"state\":\"rebooting\"");
    }

    @Test
    void withoutConsulForHalfASessionTheRunIsGivenUpAndTheNextOneTidiesUp() throws Exception {
        var run = runInTask("sleep 300");
        cluster.clients().getFirst().kill();

        var result = run.get();

        assertThat(result.code()).as(result.err()).isEqualTo(5);
        assertThat(node.log())
                .as("with its agent its session may have ended, and somebody have leased the node")
                .containsExactly("pre_boot 10-drain");
        assertThat(node.hasClaimFile()).as("for the next run").isTrue();
        assertThat(node.run("run").code()).isEqualTo(8);

        node.delete("reboot_required");
        cluster.clients().getFirst().start();
        Await.until(() -> node.run("run").code() == 0, Await.BOUND, "Consul is back");
        assertThat(slots()).isEqualTo("{\"claims\":[]}");
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
    }

    @Test
    void withoutAQuorumNothingIsDecided() {
        cluster.servers().get(0).kill();
        cluster.servers().get(1).kill();

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isEqualTo(8);
        assertThat(node.log()).isEmpty();
    }

    @Test
    void ofManyRunsAtOnceNeverMoreThanTheLimitHoldAClaim() {
        CompletableFuture<?>[] runs = new CompletableFuture<?>[3];
        for (int i = 0; i < runs.length; i++) {
            TestNode each = node(i).wantsReboot();
            runs[i] = CompletableFuture.supplyAsync(() -> each.run("run", "--wait", "5s"));
        }
        while (!CompletableFuture.allOf(runs).isDone()) {
            assertThat(slots().split("\"id\"", -1).length - 1).isLessThanOrEqualTo(1);
        }
        long rebooted = java.util.stream.IntStream.range(0, 3)
                .filter(i -> node(i).log().contains("reboot"))
                .count();
        assertThat(rebooted).isEqualTo(1);
    }
}
