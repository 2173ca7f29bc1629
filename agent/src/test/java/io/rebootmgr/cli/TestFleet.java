package io.rebootmgr.cli;

import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One Consul server and three clients that the tests of a JVM share, each test below a prefix and in a group of its
 * own.
 */
final class TestFleet {
    private static @Nullable ConsulCluster shared;

    private final Path folder;
    final String prefix = Unique.name("rebootmgr");
    final String group = Unique.name("group");

    TestFleet(Path folder) {
        this.folder = folder;
        cluster().agents().forEach(TestFleet::clean);
        cluster().clients().forEach(TestFleet::withoutServices);
    }

    /** What the test before left at the agent itself: no prefix keeps that apart. */
    private static void clean(ConsulAgent agent) {
        agent.api().put("/v1/agent/maintenance?enable=false", "");
        // A node that was rebooting when its test ended leaves its session, as one does whose agent never went down.
        agent.api()
                .get("/v1/session/node/" + agent.node())
                .forEach(session -> agent.api()
                        .put("/v1/session/destroy/" + session.path("ID").asText(), ""));
    }

    private static void withoutServices(ConsulAgent agent) {
        agent.api()
                .get("/v1/agent/services")
                .fieldNames()
                .forEachRemaining(id -> agent.api().put("/v1/agent/service/deregister/" + id, ""));
    }

    /** Started at the first call, ended with the JVM. */
    static synchronized ConsulCluster cluster() {
        if (shared == null) {
            ConsulCluster started = ConsulCluster.builder().clients(3).start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    /** The node at the first, second or third client agent (1 to 3), with settings, task directories and a boot id. */
    TestNode node(int number) {
        return node(cluster().clients().get(number - 1));
    }

    TestNode node(ConsulAgent agent) {
        return new TestNode(folder.resolve(agent.node()), agent.http().toString(), agent.node(), prefix, group);
    }

    /** Why a node is in Consul's maintenance mode; empty text where it is not. */
    static String maintenance(TestNode node) {
        return cluster()
                .agent(node.name)
                .api()
                .get("/v1/agent/checks")
                .path("_node_maintenance")
                .path("Notes")
                .asText();
    }

    ConsulApi api() {
        return cluster().servers().getFirst().api();
    }

    /** Writes the fleet's policy; without a settle time unless it names one. */
    TestFleet policy(String json) {
        put(
                "config",
                json.contains("settle")
                        ? json
                        : json.replaceFirst("\\{", "{\"settle\":\"0s\"" + (json.equals("{}") ? "" : ",")));
        return this;
    }

    void put(String key, String value) {
        api().putValue(prefix + "/" + key, value);
    }

    /** The value of a key below the prefix, empty text where there is none. */
    String get(String key) {
        return api().value(prefix + "/" + key).orElse("");
    }

    /** The Raft index of the last change of a key below the prefix. */
    long index(String key) {
        return api().get("/v1/kv/" + prefix + "/" + key)
                .get(0)
                .path("ModifyIndex")
                .asLong();
    }

    boolean has(String key) {
        return api().value(prefix + "/" + key).isPresent();
    }

    void delete(String key) {
        api().delete(prefix + "/" + key);
    }

    String slots() {
        return get("groups/" + group + "/slots");
    }
}
