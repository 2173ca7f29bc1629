package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One token a node: what somebody can do who took over node client2, with the very token of
 * {@code docs/consul-acl-node.hcl} on a Consul that denies everything else. The victim is client1.
 */
class ForgeryIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static @Nullable ConsulCluster shared;

    @TempDir
    private Path folder;

    private final String prefix = Unique.name("rebootmgr");
    private ConsulApi forger;
    private TestNode victim;

    @BeforeAll
    static void aClusterWithAcls() {
        shared = ConsulCluster.builder().servers(1).clients(2).acl().start();
    }

    @AfterAll
    static void end() {
        if (shared != null) {
            shared.close();
        }
    }

    private static ConsulAgent agent(int number) {
        if (shared == null) {
            throw new IllegalStateException("no cluster");
        }
        return shared.clients().get(number - 1);
    }

    private static ConsulApi operator() {
        return agent(1).api();
    }

    @BeforeEach
    void aVictimAndAForger() {
        agent(1).api().put("/v1/agent/maintenance?enable=false", "");
        agent(2).api().put("/v1/agent/maintenance?enable=false", "");
        operator().putValue(prefix + "/config", "{\"settle\":\"0s\"}");
        victim = new TestNode(folder.resolve("victim"), agent(1).http().toString(), agent(1).node(), prefix, "web")
                .env("CONSUL_HTTP_TOKEN", token(agent(1)))
                .task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("abort", "10-undo", "exit 0");
        forger = new ConsulApi(agent(2).http(), Optional.of(token(agent(2))));
    }

    private String token(ConsulAgent agent) {
        AclFiles files = new AclFiles(prefix, "web", agent.node());
        String token = operator().createToken(files.whole("consul-acl-node.hcl").replace("operator = \"read\"", ""));
        ConsulApi seen = new ConsulApi(agent.http(), Optional.of(token));
        Await.until(
                () -> !seen.send("GET", "/v1/agent/self", "").body().contains("ACL not found"),
                SOON,
                "the token is known");
        return token;
    }

    private int forge(String key, String value) {
        return forger.send("PUT", "/v1/kv/" + prefix + "/" + key, value).status();
    }

    private void forgeClaim(String state, String bootId) {
        assertThat(forge("groups/web/slots", """
                {"claims":[{"id":"forged","node":"%s","state":"%s","boot_id":"%s","session":"s",
                 "since":"2026-01-01T00:00:00Z","reason":"forged"}]}""".formatted(victim.name, state, bootId)))
                .isEqualTo(200);
    }

    private String slots() {
        return operator().value(prefix + "/groups/web/slots").orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                "pause",
                "config",
                "groups/web/stop",
                "groups/web/pause",
                "groups/web/config",
                "groups/web/out/client1",
                "groups/web/preparing/client1",
                "nodes/client1/stop",
                "nodes/client1/pause",
                "nodes/client1/config",
                "nodes/client1/status",
                "nodes/client1/history",
                "nodes/client1/disabled",
                "nodes/client1/reboot_required",
                "nodes/client1/change_required",
                "nodes/client1/lease",
                "client1/reboot_required",
                "nodes/client2/stop",
                "nodes/client2/config",
            })
    void theseKeysAreNotTheForgersToWriteOrToRemove(String key) {
        assertThat(victim.name).isEqualTo("client1");
        assertThat(forge(key, "x")).isEqualTo(403);
        assertThat(forger.send("DELETE", "/v1/kv/" + prefix + "/" + key, "").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebooting", "returning", "preparing"})
    void aForgedClaimMakesNobodyRebootOrRunTasks(String state) {
        for (String boot : new String[] {victim.read("boot_id"), "another-boot"}) {
            forgeClaim(state, boot);

            var run = victim.run("run");

            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(victim.log()).isEmpty();
            assertThat(slots()).isEqualTo("{\"claims\":[]}");
        }
    }

    @Test
    void whoWantsToRebootDoesSoInSpiteOfIt() {
        forgeClaim("rebooting", "another-boot");
        assertThat(victim.wantsReboot().run("run").code()).isZero();
        assertThat(victim.log()).containsExactly("pre_boot 10-drain", "reboot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"claims\":[]}", ""})
    void aListThatWasWipedFreesNoSlot(String wiped) {
        assertThat(victim.wantsReboot().run("run").code()).isZero();
        if (wiped.isEmpty()) {
            forger.send("DELETE", "/v1/kv/" + prefix + "/groups/web/slots", "");
        } else {
            assertThat(forge("groups/web/slots", wiped)).isEqualTo(200);
        }
        TestNode next = new TestNode(folder.resolve("next"), agent(2).http().toString(), agent(2).node(), prefix, "web")
                .env("CONSUL_HTTP_TOKEN", token(agent(2)))
                .wantsReboot();

        var run = next.run("run");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(run.err()).contains("client1 (rebooting)");
        assertThat(next.log()).isEmpty();
        assertThat(victim.boot().run("run").out()).contains("back in service");
        assertThat(next.run("run").code()).isZero();
        assertThat(next.log()).containsExactly("reboot");
        assertThat(operator()
                        .send("DELETE", "/v1/kv/" + prefix + "/groups/web/out/client2", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTaskThatTakesTooLongDisablesTheNodeByAKeyOfItsOwn() {
        operator().putValue(prefix + "/config", "{\"settle\":\"0s\",\"task_timeout\":\"1s\"}");
        victim.task("pre_boot", "20-hangs", "sleep 100").wantsReboot();

        assertThat(victim.run("run").code()).isEqualTo(100);

        var again = victim.run("run");
        assertThat(again.code()).isEqualTo(101);
        assertThat(again.err()).contains("20-hangs ran longer than task_timeout", "resume --node client1");
        assertThat(operator().value(prefix + "/nodes/client1/config")).isEmpty();
        victim.task("pre_boot", "20-hangs", "exit 0");
        String own = token(agent(1));

        var resumed = victim.env("CONSUL_HTTP_TOKEN", operator().token().orElseThrow())
                .run("resume", "--node", "client1");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("enabled it again (", "20-hangs ran longer than task_timeout");
        assertThat(operator().value(prefix + "/nodes/client1/disabled")).isEmpty();
        assertThat(victim.env("CONSUL_HTTP_TOKEN", own).run("run").code()).isZero();
        assertThat(victim.log()).endsWith("pre_boot 20-hangs", "reboot");
    }
}
