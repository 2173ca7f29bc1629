package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.ConsulClusterBuilder;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group of nodes below a prefix of its own, on a cluster that other tests may use as well, and the judge of the
 * group.
 */
final class FaultFleet implements AutoCloseable {
    final Judge judge;
    private final ConsulCluster cluster;
    private final Path folder;
    private final String prefix = Unique.name("rebootmgr");
    private final String group = Unique.name("group");
    private Optional<ConsulAgent> view = Optional.empty();
    private final List<FaultNode> nodes = new ArrayList<>();

    FaultFleet(ConsulCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
        this.judge = new Judge(slotsKey(), folder.resolve("machines"));
    }

    /** Three servers, and clients for nodes. */
    static ConsulClusterBuilder cluster(int clients) {
        return ConsulCluster.builder().servers(3).clients(clients);
    }

    /**
     * The limit, and the shortest session that may be. A server that dies is part of the test and no reason to wait.
     */
    FaultFleet limit(int limit) {
        return policy(limit, "0s", "10s");
    }

    FaultFleet policy(int limit, String settle, String sessionTtl) {
        api().putValue(prefix + "/config", """
                {"limit":%d,"settle":"%s","session_ttl":"%s",
                 "ignore_failed_checks":["server1","server2","server3"]}
                """.formatted(limit, settle, sessionTtl));
        return this;
    }

    /** A node at the first client agent, the second and so on, that wants to reboot. */
    FaultNode node(int number) {
        return nodeAt(cluster.clients().get(number - 1));
    }

    /** A node at an agent that it may share with others: its name is its own. */
    FaultNode nodeAt(ConsulAgent agent) {
        return node(agent, Unique.name("node"));
    }

    /** The node of an agent, under the name that the agent has: Consul's catalog knows it. */
    FaultNode nodeOf(ConsulAgent agent) {
        return node(agent, agent.node());
    }

    private FaultNode node(ConsulAgent agent, String name) {
        FaultNode node = new FaultNode(folder.resolve(name), name, agent, prefix, group, judge);
        nodes.add(node);
        return node;
    }

    /** Any server that runs, or the agent that {@link #lookFrom} named. */
    ConsulApi api() {
        return view.orElseGet(() -> cluster.servers().stream()
                        .filter(ConsulAgent::isRunning)
                        .findFirst()
                        .orElseThrow())
                .api();
    }

    /** From now on Consul is seen as this agent sees it. */
    void lookFrom(ConsulAgent agent) {
        view = Optional.of(agent);
    }

    String prefix() {
        return prefix;
    }

    String slotsKey() {
        return prefix + "/groups/" + group + "/slots";
    }

    /** The group's stop flag. */
    String stopKey() {
        return prefix + "/groups/" + group + "/stop";
    }

    /** The group's layer of the policy, which is not there to begin with. */
    String groupConfigKey() {
        return prefix + "/groups/" + group + "/config";
    }

    /** The group's slots as they stand there, empty text before the first claim. */
    String slots() {
        return api().value(slotsKey()).orElse("");
    }

    /** The session that holds the lock of a node which prepares, empty text when there is none. */
    String session(FaultNode node) {
        String key = "/v1/kv/" + prefix + "/groups/" + group + "/preparing/" + node.name();
        ConsulApi.Answer answer = api().read(key + "?consistent");
        return answer.status() == 404 ? "" : answer.json().at("/0/Session").asText();
    }

    void destroySession(FaultNode node) {
        api().put("/v1/session/destroy/" + session(node), "");
    }

    /** Waits until Consul has ended the session of a node that does not renew it: up to twice its TTL. */
    void awaitEndOfSession(FaultNode node) {
        Await.until(() -> session(node).isEmpty(), Await.BOUND, "the session of " + node.name() + " ends");
    }

    /** The node has come up and takes up its service again. */
    void comesBack(FaultNode node) {
        TestNode.Result up = node.boot().run();
        assertThat(up.code()).as(up.err()).isZero();
        assertThat(up.out()).contains("back in service");
    }

    /** Whatever stands in the node's lease key, empty text where it is not leased. */
    String lease(FaultNode node) {
        return api().value(prefix + "/nodes/" + node.name() + "/lease").orElse("");
    }

    /** Nothing is held by anybody, and nothing of a claim is left on a node, in Consul or at its agents. */
    void assertNothingIsLeft() {
        assertThat(slots()).isEqualTo("{\"claims\":[]}");
        assertThat(api().keys(prefix + "/groups/" + group + "/preparing/")).isEmpty();
        String sessions = api().get("/v1/session/list").toString();
        for (FaultNode node : nodes) {
            assertThat(node.program().hasClaimFile())
                    .as("claim file of " + node.name())
                    .isFalse();
            assertThat(sessions).doesNotContain("\"rebootmgr " + node.name() + "\"");
            assertThat(node.agent().api().get("/v1/agent/checks").toString())
                    .as("maintenance")
                    .doesNotContain(node.reason());
        }
    }

    @Override
    public void close() {
        nodes.forEach(FaultNode::close);
    }
}
