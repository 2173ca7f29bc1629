package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that stands in Consul for the slot of a node that is down is deleted, by somebody with broad rights: list entry
 * and {@code out} key.
 */
class LostClaimIT {

    @TempDir
    private Path folder;

    private final String prefix = Unique.name("rebootmgr");
    private ConsulCluster cluster;
    private ConsulAgent agent;
    private TestNode down;
    private TestNode next;

    @BeforeEach
    void aNodeThatIsDownAndOneThatWantsToGo() {
        cluster = ConsulCluster.builder().servers(1).clients(2).start();
        agent = cluster.clients().get(0);
        put("config", "{\"settle\":\"0s\"}");
        down = node(agent);
        next = node(cluster.clients().get(1)).wantsReboot();
        assertThat(down.wantsReboot().run("run").code()).isZero();
        assertThat(next.run("run").code()).as("its slot is taken").isEqualTo(4);
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private TestNode node(ConsulAgent at) {
        return new TestNode(folder.resolve(at.node()), at.http().toString(), at.node(), prefix, "web");
    }

    private void put(String key, String value) {
        cluster.servers().getFirst().api().putValue(prefix + "/" + key, value);
    }

    private void wipe() {
        put("groups/web/slots", "{\"claims\":[]}");
        cluster.servers().getFirst().api().delete(prefix + "/groups/web/out/" + down.name);
    }

    @Test
    void whoLeftForARebootHoldsItsGroupAllTheSame() {
        cluster.leave(agent);
        wipe();

        var held = next.run("run");

        assertThat(held.code()).as(held.out() + held.err()).isEqualTo(3);
        assertThat(held.err())
                .contains(
                        "down for a reboot, and somebody deleted the claim: " + down.name,
                        "consul kv delete " + prefix + "/nodes/" + down.name + "/status");
        assertThat(next.log()).isEmpty();
        assertThat(next.run("check").code()).isEqualTo(3);
        // It comes up, knows from its own file what it was doing, and holds nobody any more.
        agent.start();
        cluster.awaitReady();
        assertThat(down.boot().run("run").out()).contains("back in service");
        assertThat(next.run("run").code()).isZero();
        assertThat(next.log()).containsExactly("reboot");
    }

    @Test
    void whoIsGoneForGoodIsTheOperatorsWordToSay() {
        cluster.leave(agent);
        wipe();
        cluster.servers().getFirst().api().delete(prefix + "/nodes/" + down.name + "/status");

        assertThat(next.run("run").code()).isZero();
    }

    @Test
    void aClaimThatAnOperatorReleasedHoldsNobody() {
        cluster.leave(agent);
        String slots = cluster.servers()
                .getFirst()
                .api()
                .value(prefix + "/groups/web/slots")
                .orElseThrow();
        String id = slots.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");

        assertThat(next.run("release", down.name, "--claim", id, "--reason", "mainboard")
                        .code())
                .isZero();

        var run = next.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(next.run("status").out()).contains("mainboard");
    }
}
