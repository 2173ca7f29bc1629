package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Consul agent of a holder's machine leaves, as it does whenever it is stopped or restarted, and Consul ends the
 * sessions of that machine: nobody gets the node before the holder has given it up.
 */
class LeavingHolderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final String prefix = Unique.name("rebootmgr");
    private ConsulCluster cluster;
    private ConsulAgent agent;
    private TestNode holder;
    private TestNode node;

    @BeforeEach
    void aMachineThatHoldsANode() {
        cluster = ConsulCluster.builder().servers(1).clients(2).start();
        agent = cluster.clients().get(0);
        cluster.servers().getFirst().api().putValue(prefix + "/config", "{\"settle\":\"0s\"}");
        holder = node(agent);
        node = node(cluster.clients().get(1)).wantsReboot();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private TestNode node(ConsulAgent at) {
        return new TestNode(folder.resolve(at.node()), at.http().toString(), at.node(), prefix, "web");
    }

    private TestNode.Result take(TestNode by, String... more) {
        return by.run(
                "lease", "acquire", node.name, "--purpose", "config", "--reason", "monthly run", more[0], more[1]);
    }

    @Test
    void aCommandUnderALeaseGoesOnAndNobodyElseGetsTheNode() {
        CompletableFuture<TestNode.Result> exec = CompletableFuture.supplyAsync(() -> holder.run(
                "lease",
                "exec",
                node.name,
                "--purpose",
                "config",
                "--reason",
                "monthly run",
                "--ttl",
                "60s",
                "--",
                "sh",
                "-c",
                "touch " + folder + "/works; while test ! -e " + folder + "/done; do sleep 0.1; done"));
        Await.until(() -> folder.resolve("works").toFile().exists(), PATIENCE, "it works");

        agent.leave();
        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(take(node, "--ttl", "10s").code()).isEqualTo(12);
        agent.start();
        cluster.awaitReady();
        node.write("../done", "");

        assertThat(exec.join().code()).as(exec.join().err()).isZero();
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aLeaseWithATtlStandsUntilThatIsOver() {
        assertThat(take(holder, "--ttl", "60s").code()).isZero();

        agent.leave();

        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(node.run("lease", "check", node.name).code()).isEqualTo(12);
    }
}
