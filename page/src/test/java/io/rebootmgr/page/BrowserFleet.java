package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real Consul with five agents, and a node with the program beside each: three of group web, two of group db. */
final class BrowserFleet implements AutoCloseable {
    private static final int WEB = 3;
    private static final int ALL = 5;

    private final ConsulCluster consul = ConsulCluster.builder().clients(ALL).start();
    private final List<TestNode> nodes = new ArrayList<>();

    BrowserFleet(Path folder) {
        put("config", "{\"settle\":\"0s\"}");
        for (ConsulAgent agent : consul.clients()) {
            String group = nodes.size() < WEB ? "web" : "db";
            put("groups/" + group + "/config", "{\"limit\":1}");
            nodes.add(
                    new TestNode(folder.resolve(agent.node()), agent.http().toString(), agent.node(), "fleet", group));
        }
    }

    void put(String key, String value) {
        server().api().putValue("fleet/" + key, value);
    }

    /** Deletes all keys that begin so. */
    void forget(String key) {
        server().api().send("DELETE", "/v1/kv/fleet/" + key + "?recurse", "");
    }

    ConsulAgent server() {
        return consul.servers().getFirst();
    }

    URI http() {
        return server().http();
    }

    List<TestNode> nodes() {
        return nodes;
    }

    /** Each tells of itself, as its timer has it do. */
    void allRun() {
        nodes.forEach(node -> run(node, 0, "run"));
    }

    /**
     * Something of everything that the page can show: who has rebooted, who is out, who waits, a rollout, a lease, a
     * pause and a key that cannot be read.
     */
    void everythingAtOnce() {
        allRun();
        TestNode over = nodes.getFirst();
        run(over.wantsReboot(), 0, "run");
        run(over.boot(), 0, "run");
        run(nodes.get(1).wantsReboot(), 0, "run");
        run(nodes.get(2).wantsReboot(), 4, "run");
        TestNode operator = nodes.get(WEB);
        run(operator, 0, "rollout", "start", "v2", "--change", "hot", "--group", "db", "--waves", "50%,100%");
        String[] lease = {"lease", "acquire", nodes.getLast().name, "--purpose", "maintenance", "--hold", "--force"};
        run(
                operator,
                0,
                Stream.concat(Stream.of(lease), Stream.of("--reason", "disk swap"))
                        .toArray(String[]::new));
        put("groups/db/pause", "waits for the new disks");
        put("groups/old/config", "{not JSON");
    }

    /** Gives a command there, which has to end so. */
    static String run(TestNode node, int code, String... command) {
        TestNode.Result result = node.run(command);
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
        return result.out();
    }

    @Override
    public void close() {
        consul.close();
    }
}
