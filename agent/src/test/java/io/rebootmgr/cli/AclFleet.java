package io.rebootmgr.cli;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Consul that denies what no policy allows, with two clients that the tests of a JVM share, each test below a prefix
 * of its own; the node at each of them has a token of its own, as {@code docs/consul-acl-node.hcl} describes it.
 */
final class AclFleet {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static @Nullable ConsulCluster shared;

    final String prefix = Unique.name("rebootmgr");

    /** With a policy to begin with; what the test before left at the agents is gone. */
    AclFleet() {
        agent(1).api().put("/v1/agent/maintenance?enable=false", "");
        agent(2).api().put("/v1/agent/maintenance?enable=false", "");
        put("config", "{\"settle\":\"0s\"}");
    }

    /** Started at the first call, ended with the JVM. */
    private static synchronized ConsulCluster cluster() {
        if (shared == null) {
            ConsulCluster started =
                    ConsulCluster.builder().servers(1).clients(2).acl().start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    /** The first or the second client: 1, 2. */
    private ConsulAgent agent(int number) {
        return cluster().clients().get(number - 1);
    }

    /** Somebody with the right to everything. */
    ConsulApi operator() {
        return agent(1).api();
    }

    /** Written by an operator. */
    void put(String key, String value) {
        operator().putValue(prefix + "/" + key, value);
    }

    /** The value of a key below the prefix, empty text where there is none. */
    String get(String key) {
        return operator().value(prefix + "/" + key).orElse("");
    }

    boolean has(String key) {
        return operator().value(prefix + "/" + key).isPresent();
    }

    /** The node at this client, with its own token, and settings below {@code folder}. */
    TestNode node(int number, Path folder, String group) {
        ConsulAgent agent = agent(number);
        return new TestNode(folder, agent.http().toString(), agent.node(), prefix, group)
                .env("CONSUL_HTTP_TOKEN", token(number, group));
    }

    /** Consul, as whoever took over the node at this client sees it. */
    ConsulApi takenOver(int number, String group) {
        return new ConsulApi(agent(number).http(), Optional.of(token(number, group)));
    }

    /** A token of the node at this client, which knows it by then. */
    String token(int number, String group) {
        AclFiles files = new AclFiles(prefix, group, agent(number).node());
        String token = operator().createToken(files.whole("consul-acl-node.hcl").replace("operator = \"read\"", ""));
        ConsulApi seen = new ConsulApi(agent(number).http(), Optional.of(token));
        Await.until(
                () -> !seen.send("GET", "/v1/agent/self", "").body().contains("ACL not found"),
                SOON,
                "the token is known");
        return token;
    }
}
