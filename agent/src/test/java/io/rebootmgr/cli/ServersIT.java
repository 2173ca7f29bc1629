package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are Consul servers: three of them can lose one, and the next one goes as soon as it is back. */
class ServersIT {
    private static final String PREFIX = "service/rebootmgr/";
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private ConsulCluster cluster;
    private ConsulAgent firstAgent;
    private ConsulApi consul;
    private TestNode first;
    private TestNode second;

    @BeforeEach
    void threeServersThatAllVote() {
        cluster = ConsulCluster.builder().servers(3).start();
        firstAgent = cluster.servers().getFirst();
        consul = cluster.servers().getLast().api();
        first = node(firstAgent);
        second = node(cluster.servers().get(1));
        consul.putValue(PREFIX + "config", "{\"settle\":\"0s\"}");
        Await.until(() -> second.run("check").out().contains("the Consul servers can lose 1"), SOON, "all vote");
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private TestNode node(ConsulAgent agent) {
        return new TestNode(
                        folder.resolve(agent.node()),
                        agent.http().toString(),
                        agent.node(),
                        "service/rebootmgr",
                        "default")
                .wantsReboot();
    }

    private boolean votes(ConsulAgent agent) {
        return consul.get("/v1/operator/autopilot/health")
                .path("Servers")
                .valueStream()
                .anyMatch(server -> server.path("Name").asText().equals(agent.node())
                        && server.path("Voter").asBoolean()
                        && server.path("Healthy").asBoolean());
    }

    @Test
    void oneThatIsAboutToGoInAnyGroupCountsAsGoneThoughItStillVotes() {
        consul.putValue(
                PREFIX + "groups/elsewhere/slots",
                "{\"claims\":[{\"id\":\"x\",\"node\":\"" + firstAgent.node() + "\",\"state\":\"rebooting\","
                        + "\"boot_id\":\"b\",\"session\":\"s\",\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"}]}");
        var run = second.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains("quorum", "about to reboot: " + firstAgent.node());
    }

    @Test
    void oneThatIsBackKeepsItsSlotUntilItVotesAndTheNextInLineGoesAtOnce() {
        assertThat(first.run("run").code()).isZero();
        assertThat(second.run("run").code()).as("held by quorum").isEqualTo(3);
        assertThat(consul.value(PREFIX + "waiting/default/" + second.name)).isPresent();
        firstAgent.leave();
        Await.until(() -> !firstAgent.isRunning(), SOON, "the first server is gone");
        var next = CompletableFuture.supplyAsync(() -> second.run("run", "--wait-if-next"));
        Await.until(() -> second.run("check").out().contains("waiting in line"), SOON, "the next one waits");

        firstAgent.start();
        Await.until(() -> consul.get("/v1/status/leader").asText().contains(":"), SOON, "a leader");
        var back = first.boot().run("run");
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(votes(firstAgent)).as("votes when its slot is given back").isTrue();
        assertThat(consul.value(PREFIX + "nodes/" + first.name + "/history").orElse(""))
                .contains("\"name\":\"vote\"");
        assertThat(next.orTimeout(30, TimeUnit.SECONDS).join().code()).isZero();
        assertThat(second.log()).endsWith("reboot");
    }
}
