package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The policies of {@code docs/} suffice for a Consul that denies everything else, and each of their rules is needed.
 */
class AclPolicyIT {
    private static final String FLEET = "consul-acl.hcl";
    private static final String NODE = "consul-acl-node.hcl";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static @Nullable ConsulCluster shared;

    @TempDir
    private Path folder;

    private final String prefix = Unique.name("rebootmgr");
    private final AclFiles files = new AclFiles(prefix, "web", agent().node());
    private TestNode node;

    @BeforeAll
    static void threeServersWithAcls() {
        shared = ConsulCluster.builder().servers(3).clients(1).acl().start();
        Await.until(
                () -> agent().api()
                                .get("/v1/operator/autopilot/health")
                                .path("FailureTolerance")
                                .asInt()
                        == 1,
                SOON,
                "the servers could lose one");
    }

    @AfterAll
    static void end() {
        if (shared != null) {
            shared.close();
        }
    }

    /** Of a server: all that a client's node needs, and the quorum too. */
    private static ConsulAgent agent() {
        if (shared == null) {
            throw new IllegalStateException("no cluster");
        }
        return shared.servers().getFirst();
    }

    private static ConsulApi api() {
        return agent().api();
    }

    @BeforeEach
    void aFleetWithAHealthyService() {
        api().putValue(prefix + "/config", "{\"settle\":\"1s\"}");
        api().registerService("db-1", "db", "rebootmgr", "min_passing=1");
        if (shared != null) {
            shared.clients().getFirst().api().registerService("db-2", "db");
        }
        node = node();
        node.task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("hot", "10-update", "exit 0");
    }

    @AfterEach
    void nothingIsLeftAtTheAgent() {
        api().put("/v1/agent/maintenance?enable=false", "");
        api().put("/v1/agent/service/deregister/db-1", "");
    }

    private TestNode node() {
        return new TestNode(folder, agent().http().toString(), agent().node(), prefix, "web")
                .env("PATH", "/usr/bin:/bin");
    }

    private TestNode withRules(String rules) {
        String token = api().createToken(rules);
        ConsulApi seen = new ConsulApi(agent().http(), Optional.of(token));
        Await.until(
                () -> !seen.send("GET", "/v1/agent/self", "").body().contains("ACL not found"),
                SOON,
                "the token is known");
        return node.env("CONSUL_HTTP_TOKEN", token);
    }

    @ParameterizedTest
    @ValueSource(strings = {FLEET, NODE})
    void aWholeRebootNeedsNoMore(String file) {
        withRules(files.whole(file));
        api().putValue(prefix + "/groups/web/slots", slotsOf("web2"));
        api().putValue(prefix + "/waiting/web/web3", "{\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"x\"}");
        api().putValue(
                        prefix + "/groups/web/next",
                        "{\"nodes\":[{\"node\":\"web3\",\"named\":\"2026-01-01T00:00:00Z\"}]}");
        api().putValue(prefix + "/nodes/" + node.name + "/reboot_required", "new kernel");
        api().putValue(prefix + "/" + node.name + "/reboot_required", "the same, in Python's words");
        api().putValue(
                        prefix + "/nodes/" + node.name + "/change_required",
                        "{\"kind\":\"reboot\",\"reason\":\"new kernel\"}");

        assertDone(0, node.run("doctor"));
        assertDone(4, node.run("run"));
        assertThat(keys()).as("a place in line").contains("waiting/web/" + node.name);
        api().putValue(prefix + "/groups/web/slots", "{\"claims\":[]}");
        assertDone(0, node.run("run", "--wait", "30s"));
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot");
        assertThat(keys())
                .as("who did not come has lost the place")
                .doesNotContain("waiting/web/web3", "waiting/web/" + node.name);
        assertThat(maintenance()).contains("new kernel");
        assertDone(0, node.boot().run("run"));
        assertThat(maintenance()).isEmpty();
        assertThat(keys())
                .doesNotContain(
                        "nodes/" + node.name + "/reboot_required",
                        "nodes/" + node.name + "/change_required",
                        node.name + "/reboot_required");
        assertThat(api().value(prefix + "/groups/web/slots")).hasValue("{\"claims\":[]}");
        assertThat(node.run("history").out()).contains("new kernel");
        assertDone(0, node.run("doctor"));
    }

    /** What breaks is told by the doctor before it breaks. */
    @ParameterizedTest(name = "{0} without {1}")
    @CsvSource({
        FLEET + ", key_prefix, 'key:read'",
        FLEET + ", session_prefix, session:write",
        FLEET + ", node_prefix, node:write",
        FLEET + ", node_prefix, node:read",
        FLEET + ", service_prefix, service:read",
        FLEET + ", agent_prefix, agent:read",
        FLEET + ", operator, operator:read",
        NODE + ", 'key_prefix \"$/\"', '$/config\": needs key:read'",
        NODE + ", 'key \"$/groups/web/slots', '$/groups/web/slots\": needs key:write'",
        NODE + ", 'key \"$/groups/web/next', '$/groups/web/next\": needs key:write'",
        NODE + ", 'key \"$/groups/web/stuck', '$/groups/web/stuck\": needs key:write'",
        NODE + ", 'key \"$/groups/web/hot\"', '$/groups/web/hot\": needs key:write'",
        NODE + ", 'key \"$/groups/web/hot_next', '$/groups/web/hot_next\": needs key:write'",
        NODE + ", 'key_prefix \"$/hot_waiting', '$/hot_waiting/web/server1\": needs key:write'",
        NODE + ", 'key \"$/groups/web/preparing', '$/groups/web/preparing/server1\": needs key:write'",
        NODE + ", 'key \"$/groups/web/out', '$/groups/web/out/server1\": needs key:write'",
        NODE + ", 'key_prefix \"$/waiting', '$/waiting/web/server1\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/status', '$/nodes/server1/status\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/history', '$/nodes/server1/history\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/disabled', '$/nodes/server1/disabled\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/lease', '$/nodes/server1/lease\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/waived', '$/nodes/server1/waived\": needs key:write'",
        NODE + ", 'key \"$/rollouts', '$/rollouts\": needs key:write'",
        NODE + ", 'key \"$/rollout_nodes', '$/rollout_nodes/server1\": needs key:write'",
        NODE + ", 'key_prefix \"$/rollout_history', '$/rollout_history/doctor\": needs key:write'",
        NODE + ", 'key_prefix \"$/rollout_locks', '$/rollout_locks/web/doctor\": needs key:write'",
        NODE + ", 'key_prefix \"$/rollout_once', '$/rollout_once/web/doctor/hot/doctor\": needs key:write'",
        NODE + ", 'key \"$/groups/web/followed', '$/groups/web/followed\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/reboot', '$/nodes/server1/reboot_required\": needs key:write'",
        NODE + ", 'key \"$/nodes/server1/change', '$/nodes/server1/change_required\": needs key:write'",
        NODE + ", 'key \"$/server1', '$/server1/reboot_required\": needs key:write'",
        NODE + ", 'session ', session:write",
        NODE + ", 'node ', node:write",
        NODE + ", node_prefix, node:read",
        NODE + ", service_prefix, service:read",
        NODE + ", agent, agent:read",
        NODE + ", operator, operator:read",
    })
    void theDoctorNamesTheRightThatIsMissing(String file, String rule, String said) {
        withRules(files.without(file, rule.replace("$", prefix)));

        var run = node.run("doctor");

        assertThat(run.code()).as(run.out()).isEqualTo(8);
        assertThat(withoutBreaks(run.out())).contains(withoutBreaks(said.replace("$", prefix)));
    }

    @Test
    void theLinesAboveAreAllRulesOfTheFiles() {
        assertThat(files.rules(FLEET)).hasSize(7);
        assertThat(files.rules(NODE)).hasSize(30);
    }

    /** The one rule that takes away. */
    @Test
    void aNodeMayNotChangeTheFleetsPolicy() {
        withRules(files.whole(FLEET));
        api().delete(prefix + "/config");

        var run = node.run("init");

        assertThat(run.code()).isEqualTo(8);
        assertThat(run.err()).contains(prefix + "/config\": needs key:write");
        withRules(files.without(FLEET, "key \""));
        assertDone(0, node.run("init"));
    }

    /** Where a run goes wrong, it says the same. */
    @ParameterizedTest(name = "without {0}")
    @CsvSource({
        "'key \"$/groups/web/slots', '$/groups/web/slots\": needs key:write'",
        "'key \"$/nodes/server1/status', '$/nodes/server1/status\": needs key:write'",
        "'session ', session:write",
        "node_prefix, needs node:read",
        "service_prefix, needs service:read",
        "agent, agent:read",
        "operator, operator:read",
    })
    void aRunThatMayNotNamesTheRight(String rule, String said) {
        withRules(files.without(NODE, rule.replace("$", prefix))).wantsReboot();

        var run = node.run("run");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(8);
        assertThat(run.err()).contains(said.replace("$", prefix));
        assertThat(node.log()).doesNotContain("reboot");
    }

    /** What it does not see would count as healthy. */
    @Test
    void aNodeFromWhichServicesAreHiddenJudgesNoWave() {
        withRules(files.whole(NODE));
        assertDone(0, node.run("run"));
        withRules(files.whole("consul-acl-operator.hcl"));
        assertDone(
                0,
                node.run(
                        "rollout",
                        "start",
                        "v2",
                        "--change",
                        "hot",
                        "--waves",
                        "100%",
                        "--soak",
                        "1s",
                        "--reason",
                        "why"));
        withRules(files.whole(NODE));
        assertDone(0, node.run("run"));
        assertThat(node.log()).containsExactly("hot 10-update");

        withRules(files.without(NODE, "service_prefix"));
        Instant soaked = Instant.now().plusSeconds(1);
        Await.until(() -> Instant.now().isAfter(soaked), Await.BOUND, "the wave has soaked");
        assertDone(0, node.run("run"));
        assertThat(api().value(prefix + "/rollouts").orElseThrow()).contains("v2");

        withRules(files.whole(NODE));
        assertDone(0, node.run("run"));
        assertThat(api().value(prefix + "/rollouts").orElse("")).doesNotContain("v2");
    }

    @Test
    void operatorsNeedTheirPolicyOnly() {
        withRules(files.whole("consul-acl-operator.hcl"));
        api().delete(prefix + "/config");
        api().putValue(prefix + "/groups/web/slots", slotsOf("web2"));

        List<TestNode.Result> runs = new ArrayList<>();
        runs.add(node.run("init", "--limit", "2"));
        runs.add(node.run("stop", "--reason", "incident 42"));
        runs.add(node.run("stop", "--group", "web"));
        runs.add(node.run("stop", "--node", "client1"));
        runs.add(node.run("status"));
        runs.add(node.run("resume", "--node", "client1"));
        runs.add(node.run("resume", "--group", "web"));
        runs.add(node.run("resume"));
        runs.add(node.run("pause", "--node", "client1", "--for", "1h"));
        runs.add(node.run("pause", "--reason", "release"));
        runs.add(node.run("unpause", "--node", "client1"));
        runs.add(node.run("unpause"));
        runs.add(node.run("request", "client1", "--reason", "new kernel"));
        runs.add(node.run("cancel", "client1"));
        runs.add(node.run("waive", "web2", "--service", "web", "--claim", "c1", "--reason", "moved"));
        runs.add(node.run("release", "web2", "--claim", "c1", "--reason", "mainboard"));
        runs.add(node.run("lease", "exec", "client1", "--purpose", "config", "--reason", "run", "--", "true"));
        runs.add(node.run("lease", "acquire", "client1", "--purpose", "other", "--reason", "run", "--hold"));
        runs.add(node.run("lease", "list"));
        runs.add(node.run("lease", "release", "client1", "--force", "--reason", "done"));
        runs.add(node.run("version", "publish", "v2"));
        runs.add(node.run("version", "retract", "v2"));
        runs.add(node.run("rollout", "list"));
        runs.add(node.run("rollout", "status"));
        runs.add(node.run("history"));
        runs.add(node.run("history", "--rollouts"));
        runs.add(node.run("config", "show"));

        assertThat(runs).allSatisfy(run -> {
            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(run.err()).isEmpty();
        });
        assertThat(api().value(prefix + "/groups/web/slots")).hasValue("{\"claims\":[]}");
    }

    @Test
    void aToolTakesLeasesOfItsNodesAndNothingElse() {
        withRules(files.whole("consul-acl-lease.hcl"));

        TestNode.Result acquired = node.run(
                "lease", "acquire", node.name, "--purpose", "fencing", "--reason", "no heartbeat", "--ttl", "10s");
        assertThat(acquired.code()).as(acquired.err()).isZero();
        String id = acquired.out().strip();
        assertThat(node.run("lease", "renew", node.name, "--id", id).code()).isZero();
        assertThat(node.run("lease", "list").out()).contains("no heartbeat");
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(node.run("lease", "exec", node.name, "--purpose", "fencing", "--reason", "r", "--", "true")
                        .code())
                .isZero();
        var other = node.run("lease", "acquire", "client1", "--purpose", "fencing", "--reason", "r", "--hold");
        assertThat(other.code()).isEqualTo(8);
        assertThat(other.err()).contains("nodes/client1/lease\": needs key:write");
        assertThat(node.run("stop").code()).isEqualTo(8);
        assertThat(node.run("request").code()).isEqualTo(8);
        assertThat(node.run("pause").code()).isEqualTo(8);
        assertThat(keys()).containsExactly("config");
    }

    @ParameterizedTest
    @CsvSource({"key_prefix, needs key:read", "node_prefix, need node:read", "agent_prefix, needs agent:read"})
    void whatATokenMayNotSeeIsNotRefused(String rule, String said) {
        withRules(files.without("consul-acl-operator.hcl", rule));

        assertThat(node.run("request", "client99").err()).contains(said);
    }

    private static void assertDone(int code, TestNode.Result run) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out() + run.err()).doesNotContain("needs key:", "forbids");
    }

    private static String slotsOf(String holder) {
        return "{\"claims\":[{\"id\":\"c1\",\"node\":\"" + holder + "\",\"state\":\"rebooting\",\"boot_id\":\"b\","
                + "\"session\":\"\",\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\",\"awaited\":{\"web\":true}}]}";
    }

    private List<String> keys() {
        return api().keys(prefix + "/").stream()
                .map(key -> key.substring(prefix.length() + 1))
                .toList();
    }

    private String maintenance() {
        return api().get("/v1/agent/checks")
                .path("_node_maintenance")
                .path("Notes")
                .asText();
    }

    private static String withoutBreaks(String text) {
        return text.replaceAll("\\s+", "");
    }
}
