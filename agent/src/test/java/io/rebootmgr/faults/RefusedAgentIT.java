package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node's Consul agent lost its data and was back before the gossip missed it: the servers refuse its new node id, and
 * what they have of the node stays as it was, its maintenance mode among that.
 */
class RefusedAgentIT {
    @TempDir
    private Path folder;

    private ConsulCluster cluster;
    private ConsulAgent agent;
    private FaultFleet fleet;
    private FaultNode node;

    @BeforeEach
    void aNode() {
        cluster = ConsulCluster.builder().servers(1).clients(1).start();
        agent = cluster.clients().getFirst();
        fleet = new FaultFleet(cluster, folder);
        fleet.api().putValue(fleet.prefix() + "/config", "{\"settle\":\"0s\",\"post_health_timeout\":\"2s\"}");
        node = fleet.nodeOf(agent);
    }

    @AfterEach
    void end() {
        fleet.close();
        cluster.close();
    }

    /** While the server sleeps the gossip misses nobody. */
    private void loseData() {
        ConsulAgent server = cluster.servers().getFirst();
        server.pause();
        try {
            agent.kill();
            agent.forget();
            agent.start();
        } finally {
            server.resume();
        }
        cluster.awaitReady();
    }

    private boolean isInMaintenanceForOthers() {
        return fleet.api().get("/v1/health/node/" + node.name()).toString().contains("rebootmgr ");
    }

    private void restartAgent() {
        agent.stop();
        agent.start();
        Await.until(() -> !isInMaintenanceForOthers(), Await.BOUND, "the servers know the agent again");
    }

    @Test
    void aNodeThatIsOutForEverybodyElseKeepsItsSlot() {
        assertThat(node.run().code()).isZero();
        loseData();
        assertThat(isInMaintenanceForOthers()).isTrue();

        node.program().boot();
        assertThat(node.program().run("check").code()).isEqualTo(2);
        var back = node.run();

        assertThat(back.code()).as(back.err()).isEqualTo(2);
        assertThat(back.err())
                .contains("the slot stays taken", "servers still have this node in maintenance mode (rebootmgr ")
                .contains("a restart of it helps");
        assertThat(fleet.slots()).contains(node.name());
        assertThat(node.program().run("check").out()).contains("with its slot taken: Consul's servers still have");
        assertThat(node.program().run("doctor").out()).contains("servers still have this node in maintenance mode");
        restartAgent();
        assertThat(node.run().out()).contains("back in service");
        fleet.assertNothingIsLeft();
    }

    @Test
    void soDoesOneWhoseRebootIsGivenUp() {
        node.program().settings("[reboot]\ncommand = [\"false\"]\ngrace = \"1s\"\n");
        assertThat(node.run().code()).isEqualTo(107);
        loseData();

        Await.until(() -> node.run().code() == 2, Await.BOUND, "the reboot is given up");

        assertThat(fleet.slots()).contains(node.name());
        assertThat(fleet.api().value(fleet.prefix() + "/nodes/" + node.name() + "/status"))
                .hasValueSatisfying(said -> assertThat(said).contains("given up, and the slot stays taken"));
        restartAgent();
        node.program().delete("reboot_required");
        assertThat(node.run().code()).isZero();
        fleet.assertNothingIsLeft();
    }
}
