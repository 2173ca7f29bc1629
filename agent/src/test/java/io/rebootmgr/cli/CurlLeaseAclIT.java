package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same commands of docs/leases.md, with a token of docs/consul-acl-lease.hcl and nothing else. */
class CurlLeaseAclIT {
    private static @Nullable ConsulCluster shared;

    @TempDir
    private Path folder;

    private final String prefix = Unique.name("rebootmgr");
    private TestNode node;
    private LeasePage page;

    @BeforeAll
    static void consulWithAcls() {
        shared = ConsulCluster.builder().clients(1).acl().start();
    }

    @AfterAll
    static void end() {
        if (shared != null) {
            shared.close();
        }
    }

    private static ConsulCluster cluster() {
        return Objects.requireNonNull(shared);
    }

    private static ConsulAgent client() {
        return cluster().clients().getFirst();
    }

    private static ConsulApi api() {
        return client().api();
    }

    @BeforeEach
    void aToolWithAToken() throws Exception {
        api().putValue(prefix + "/config", "{\"settle\":\"0s\"}");
        String name = client().node();
        node = new TestNode(folder.resolve(name), client().http().toString(), name, prefix, "web")
                .env("CONSUL_HTTP_TOKEN", cluster().managementToken());
        assertThat(node.run("run").code()).isZero();
        page = page(new AclFiles(prefix, "web", name).whole("consul-acl-lease.hcl"));
    }

    private LeasePage page(String rules) throws IOException {
        String token = api().createToken(rules);
        ConsulApi seen = new ConsulApi(client().http(), Optional.of(token));
        Await.until(
                () -> !seen.send("GET", "/v1/agent/self", "").body().contains("ACL not found"),
                Duration.ofSeconds(20),
                "the token is known");
        Path header = folder.resolve(Unique.name("header"));
        Files.writeString(header, "X-Consul-Token: " + token + "\n");
        return new LeasePage(folder, client().http().toString(), header.toString(), prefix, client().node());
    }

    @Test
    void leasesTheNodeAndGivesItBack() throws Exception {
        var leased = page.shell(page.session(), page.look(), page.take(), "echo session=$session");
        assertThat(leased.code()).as(leased.out()).isZero();
        assertThat(leased.out()).contains("}200\n");
        assertThat(node.run("lease", "list").out()).contains(node.name, "fencing@admin1", "no heartbeat");
        assertThat(node.wantsReboot().run("run").code()).isEqualTo(12);
        assertThat(page.shell(page.look()).code())
                .as("the look at a leased node")
                .isEqualTo(1);

        String session = leased.out().lines().toList().getLast();
        assertThat(page.shell(session, page.end()).code()).isZero();
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        assertThat(page.shell(page.look()).code()).isZero();
    }

    /** Nothing tells what was left out: a node that is taken would look free. */
    @ParameterizedTest
    @ValueSource(strings = {"nodes/", "groups/", "rollout_locks/"})
    void whoMayNotSeeAPartOfItIsNotToldThatItIsFree(String hidden) throws Exception {
        String all = new AclFiles(prefix, "web", node.name).whole("consul-acl-lease.hcl");
        LeasePage blind = page(all + "\nkey_prefix \"" + prefix + "/" + hidden + "\" { policy = \"deny\" }");
        assertThat(page.shell(page.look()).code()).isZero();
        assertThat(blind.shell(blind.look()).code()).isNotZero();
    }

    @Test
    void belowAMistypedPrefixNothingIsFree() throws Exception {
        var looked = page.shell(page.look().replace(prefix + "/", prefix + "x/"));
        assertThat(looked.code()).isNotZero();
    }

    @Test
    void withoutTheTokenNothingIsFree() throws Exception {
        LeasePage anonymous = new LeasePage(folder, page.consul(), "/dev/null", prefix, node.name);
        assertThat(anonymous.shell(anonymous.look()).code()).isNotZero();
    }

    /** Not even by a transaction that takes a lease as well. */
    @Test
    void nothingButTheLeaseIsWritten() throws Exception {
        for (String key : List.of(
                "stop",
                "pause",
                "config",
                "groups/web/slots",
                "groups/web/out/" + node.name,
                "groups/web/preparing/" + node.name,
                "nodes/" + node.name + "/status",
                "nodes/" + node.name + "/stop",
                "nodes/" + node.name + "/leases",
                "nodes/" + node.name + "/reboot_required",
                "nodes/other/lease")) {
            String write = """
                    {"KV": {"Verb": "set", "Key": "%s/%s", "Value": "eA=="}},
                    """.formatted(prefix, key);
            // It stands between a shell's double quotes.
            String both = page.take().replace("[\n", "[\n" + write.replace("\"", "\\\""));
            var refused = page.shell(page.session(), page.look(), both);
            assertThat(refused.out()).as(key).contains("Permission denied").endsWith("409\n");
        }
        assertThat(node.run("lease", "check", node.name).code()).isZero();
    }
}
