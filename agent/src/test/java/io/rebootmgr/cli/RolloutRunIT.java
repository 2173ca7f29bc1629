package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.Unique;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs of agents do in a rollout, of their own node and for all, on a real Consul. */
class RolloutRunIT {
    private static final String TELL =
            "echo \"$REBOOTMGR_CHANGE $REBOOTMGR_VERSION $REBOOTMGR_WAVE\" >> $(dirname $0)/../../log";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode canary;
    private TestNode second;
    private TestNode third;

    @BeforeEach
    void threeNodes() {
        fleet = new TestFleet(folder).policy("{}");
        canary = known(1);
        second = known(2);
        third = known(3);
    }

    private TestNode known(int number) {
        TestNode node = fleet.node(number).env("USER", "alice");
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"%s\",\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}"
                        .formatted(fleet.group, node.read("boot_id")));
        return node;
    }

    private String start(String change, String... more) {
        List<String> args =
                new ArrayList<>(List.of("rollout", "start", "v2", "--change", change, "--reason", "openssl"));
        args.addAll(List.of(more));
        if (!args.contains("--canaries")) {
            args.addAll(List.of("--canaries", canary.name));
        }
        if (!args.contains("--soak")) {
            args.addAll(List.of("--soak", "0s"));
        }
        var run = canary.run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    private JsonNode status(String id) {
        var run = canary.run("rollout", "status", id, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        return json(run.out());
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    private String state(String id) {
        return status(id).path("state").asText();
    }

    private String stateOf(TestNode node) {
        return json(fleet.get("rollout_nodes/" + node.name)).path("state").asText();
    }

    private void order(String... args) {
        List<String> all = new ArrayList<>(List.of("rollout"));
        all.addAll(List.of(args));
        var run = canary.run(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static void runs(TestNode node, int code, String said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(said);
    }

    /** Without a trigger of its own a node that waits has nothing to do; `check` tells what it waits for. */
    private static void waits(TestNode node, String said) {
        runs(node, 0, "");
        var check = node.run("check");
        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out()).contains(said);
    }

    @Test
    void hotInTwoWavesTheCanaryFirst() {
        for (TestNode node : List.of(canary, second, third)) {
            node.task("hot", "10-update", TELL);
        }
        String id = start("hot");

        second.wantsReboot();
        runs(second, 13, "wave canaries is open");
        assertThat(second.log()).as("a file runs not ahead of the canaries").isEmpty();
        second.delete("reboot_required");
        runs(canary, 0, "");
        assertThat(canary.log()).containsExactly("hot 10-update", "hot v2 canaries");
        assertThat(status(id).path("wave").path("name").asText())
                .as("closed, judged, and the next one open")
                .isEqualTo("rest");

        runs(canary, 0, "");
        assertThat(canary.log()).as("once").hasSize(2);
        runs(second, 0, "");
        assertThat(second.log()).containsExactly("hot 10-update", "hot v2 rest");
        assertThat(state(id)).isEqualTo("running");
        runs(third, 0, "");
        assertThat(state(id)).isEqualTo("done");
        assertThat(fleet.get("nodes/" + third.name + "/status")).contains("\"version\":\"v2\"");
        assertThat(canary.run("rollout", "status").out()).contains("no rollout");
        assertThat(canary.run("history", "--rollouts").out())
                .contains("wave canaries closed", "wave rest opened", "done", canary.name);
    }

    @Test
    void aCanaryThatFailsStopsItBeforeAnybodyElseBegins() {
        canary.task("hot", "10-update", "test ! -e $(dirname $0)/bad").write("tasks/hot_tasks/bad", "");
        second.task("hot", "10-update", "");
        String id = start("hot", "--canaries", canary.name + "," + second.name);
        runs(canary, 100, "10-update failed");
        JsonNode failed = status(id);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("nodes").toString()).contains("10-update failed");
        assertThat(json(fleet.get("rollouts"))
                        .path("rollouts")
                        .get(0)
                        .path("untold")
                        .asBoolean())
                .as("people were told")
                .isFalse();
        waits(second, "has failed: 1 node failed: " + canary.name);
        waits(canary, "rollout retry " + id);
        assertThat(second.log()).isEmpty();

        canary.delete("tasks/hot_tasks/bad");
        order("retry", id);
        runs(canary, 0, "");
        assertThat(stateOf(canary)).isEqualTo("ok");
        runs(second, 0, "");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    /** Its claim goes on, so no CLAIM says that it is at it again. */
    @Test
    void aCommittedNodeThatIsRetriedAndFailsAgainStopsItAgain() {
        canary.task("drained", "10-update", "exit 1");
        String id = start("drain");
        runs(canary, 100, "10-update failed");
        assertThat(state(id)).isEqualTo("failed");
        order("retry", id);
        assertThat(state(id)).isEqualTo("running");
        runs(canary, 100, "10-update failed");
        assertThat(state(id)).isEqualTo("failed");
        assertThat(stateOf(canary)).isEqualTo("failed");
        canary.task("drained", "10-update", "");
        order("retry", id);
        runs(canary, 0, "");
        assertThat(stateOf(canary)).isEqualTo("ok");
    }

    @Test
    void aFailedNodeWhoseClaimFileIsLostGoesOnUnderItsRollout() {
        canary.task("drained", "10-update", "exit 1");
        String id = start("drain");
        runs(canary, 100, "10-update failed");
        canary.delete("state/claim.json");
        canary.task("drained", "10-update", TELL);
        runs(canary, 0, "");
        assertThat(canary.log()).contains("drain v2 canaries");
        assertThat(stateOf(canary)).as("until somebody says so").isEqualTo("failed");
        order("retry", id);
        assertThat(stateOf(canary)).isEqualTo("ok");
    }

    @Test
    void byRebootsAndWhoDoesNotComeBackWellStopsIt() {
        canary.task("post_boot", "10-verify", "test ! -e $(dirname $0)/bad").write("tasks/post_boot_tasks/bad", "");
        String id = start("reboot");
        runs(canary, 0, "");
        assertThat(stateOf(canary)).isEqualTo("running");
        waits(second, "wave canaries is open");
        canary.boot();
        runs(canary, 100, "10-verify failed");
        assertThat(state(id)).isEqualTo("failed");

        canary.delete("tasks/post_boot_tasks/bad");
        order("retry", id);
        runs(canary, 0, "");
        assertThat(stateOf(canary))
                .as("what goes on counts, and is not done again")
                .isEqualTo("ok");
        runs(second, 0, "");
        second.boot();
        runs(second, 0, "");
        assertThat(canary.run("reboot", "--reason", "by hand").code()).isZero();
        canary.boot();
        runs(canary, 0, "");
        assertThat(stateOf(canary)).isEqualTo("ok");
    }

    @Test
    void whoHasComeThroughSinceIsDoneWhenItIsRetried() {
        canary.task("post_boot", "10-verify", "test ! -e $(dirname $0)/bad").write("tasks/post_boot_tasks/bad", "");
        String id = start("reboot");
        runs(canary, 0, "");
        canary.boot();
        runs(canary, 100, "10-verify failed");
        canary.delete("tasks/post_boot_tasks/bad");
        runs(canary, 0, "");
        assertThat(stateOf(canary)).as("until somebody says so").isEqualTo("failed");
        waits(second, "has failed");

        order("retry", id);
        assertThat(stateOf(canary)).isEqualTo("ok");
        runs(canary, 0, "");
        assertThat(canary.log().stream().filter("reboot"::equals)).hasSize(1);
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    @Test
    void aVersionAfterWhichANodeDoesNotServeHasFailed() {
        fleet.policy("{\"post_health_timeout\":\"1s\"}");
        ConsulApi own = TestFleet.cluster().clients().getFirst().api();
        String service = Unique.name("db");
        own.registerService(service, service, "rebootmgr_postboot");
        String id = start("reboot");
        runs(canary, 0, "");
        canary.boot();
        own.setCheck("service:" + service, "critical", "no such table");

        runs(canary, 100, "the slot stays taken");
        assertThat(state(id)).isEqualTo("failed");
        assertThat(fleet.slots()).contains(canary.name);
        own.setCheck("service:" + service, "passing", "");
        runs(canary, 0, "");
        order("retry", id);
        assertThat(stateOf(canary)).isEqualTo("ok");
    }

    @Test
    void aRebootByHandCountsWhereItIsTheNodesTurn() {
        String id = start("reboot");
        assertThat(second.run("reboot", "--reason", "too early").code()).isZero();
        second.boot();
        runs(second, 0, "");
        assertThat(stateOf(second)).isEqualTo("waiting");
        assertThat(canary.run("reboot", "--reason", "by hand").code()).isZero();
        canary.boot();
        runs(canary, 0, "");
        assertThat(stateOf(canary)).isEqualTo("ok");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    @Test
    void aCanaryThatFellWhileItSoakedStopsIt() {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        assertThat(status(id).path("wave").path("state").asText()).isEqualTo("soaking");
        waits(second, "is soaking");
        canary.wantsReboot();
        runs(canary, 13, "stays as it is until its wave has soaked");
        canary.boot();

        String key = "nodes/" + canary.name + "/status";
        String boot = canary.read("boot_id");
        order("advance", id);
        fleet.put(key, fleet.get(key).replaceAll("\"boot_id\":\"[^\"]*\"", "\"boot_id\":\"" + boot + "\""));
        runs(second, 0, "");
        JsonNode fell = status(id);
        assertThat(fell.path("state").asText()).isEqualTo("failed");
        assertThat(fell.path("nodes").toString()).contains("has rebooted since");
    }

    /** What no test can do to its machine stands in the canary's key as it would say it. */
    @ParameterizedTest
    @CsvSource({
        "'\"kernel\":\"[^\"]*\"', '\"kernel\":\"6.6.6-other\"', runs kernel 6.6.6-other",
        "'\"boot_id\"', '\"userspace\":\"1/b\",\"boot_id\"', has rebooted since",
    })
    void aCanaryThatRunsAnotherKernelOrUserSpaceHasFallen(String now, String otherwise, String fell) {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        String place = "rollout_nodes/" + canary.name;
        fleet.put(place, fleet.get(place).replace("\"boot_id\"", "\"userspace\":\"0/a\",\"boot_id\""));
        String key = "nodes/" + canary.name + "/status";
        fleet.put(key, fleet.get(key).replaceAll(now, otherwise));

        order("advance", id);
        runs(second, 0, "");

        assertThat(state(id)).isEqualTo("failed");
        assertThat(status(id).path("nodes").toString()).contains(fell);
    }

    /** What an agent says of a check the servers know a moment later. */
    private static void awaitCheck(String status, String output) {
        ConsulApi server = TestFleet.cluster().servers().getFirst().api();
        Await.until(
                () -> server.get("/v1/health/state/" + status).toString().contains(output),
                Await.BOUND,
                "the catalog knows it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"critical", "warning"})
    void aCanaryWhoseServiceDoesNotPassHasFallen(String status) {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        var agent = TestFleet.cluster().agent(canary.name).api();
        agent.registerService("api", "api", "rebootmgr", "min_passing=0");
        agent.setCheck("service:api", status, "502 everywhere");
        order("advance", id);
        awaitCheck(status, "502 everywhere");
        runs(second, 0, "");
        assertThat(state(id)).isEqualTo("failed");
        assertThat(status(id).path("nodes").toString()).contains("is " + status, "502 everywhere");
    }

    /** As the gates and the return do. */
    @Test
    void whoseChecksThePolicyIgnoresHasNotFallen() {
        fleet.put("config", "{\"settle\":\"0s\",\"ignore_failed_checks\":[\"" + canary.name + "\"]}");
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        var agent = TestFleet.cluster().agent(canary.name).api();
        agent.registerService("api", "api", "rebootmgr", "min_passing=0");
        agent.setCheck("service:api", "critical", "known since May");
        order("advance", id);
        awaitCheck("critical", "known since May");

        runs(second, 0, "");

        assertThat(state(id)).isEqualTo("running");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    @Test
    void withoutASoakServicesAreJudgedByTheReturnAlone() {
        var agent = TestFleet.cluster().agent(canary.name).api();
        agent.registerService("api", "api", "rebootmgr", "max_failing=2");
        agent.setCheck("service:api", "critical", "starts slowly");
        awaitCheck("critical", "starts slowly");
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "0s");

        runs(canary, 0, "");

        assertThat(state(id)).isEqualTo("running");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    @Test
    void whereDetectorsSayWhatIsToBeDone() {
        canary.detector("10-good", "echo asked for $REBOOTMGR_VERSION >> $(dirname $0)/../../log; exit 0");
        second.detector("10-hot", "test -e $(dirname $0)/../../changed || exit 100")
                .task("hot", "10-update", "touch " + second.folder + "/changed");
        third.detector("10-broken", "exit 3");
        String id = start("detect");
        runs(second, 13, "");
        assertThat(second.log()).as("asked as ever, and nothing was made of it").doesNotContain("hot 10-update");
        runs(canary, 0, "");
        assertThat(stateOf(canary)).as("good is done").isEqualTo("ok");
        assertThat(canary.log()).contains("asked for v2");
        runs(second, 0, "");
        assertThat(second.log()).contains("hot 10-update");
        assertThat(stateOf(second)).isEqualTo("ok");
        assertThat(third.run("run").code()).isEqualTo(11);
        assertThat(stateOf(third)).isEqualTo("failed");
        assertThat(state(id)).isEqualTo("failed");
    }

    /** What its detectors said an hour ago was not about this version. */
    @Test
    void aVersionThatItsDetectorsDoNotFindAfterwardsHasFailed() {
        canary.detector("10-version", "test -z \"$REBOOTMGR_VERSION\" || exit 100")
                .task("hot", "10-update", TELL);
        runs(canary, 0, "");
        String id = start("hot");
        runs(canary, 100, "10-version");
        assertThat(canary.log()).contains("hot v2 canaries");
        assertThat(stateOf(canary)).isEqualTo("failed");
        assertThat(state(id)).isEqualTo("failed");
    }

    /** Not on a node that nothing else may begin on. */
    @Test
    void whatComesOnceAtTheEndWaitsForANodeThatIsDisabled() {
        canary.task("hot", "10-update", "").task("finalize", "10-schema", TELL);
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third)) {
            node.run("run");
        }
        fleet.put("nodes/" + canary.name + "/config", "{\"enabled\":false}");
        canary.run("run");
        canary.run("run");
        assertThat(canary.log()).doesNotContain("finalize 10-schema");
        assertThat(state(id)).isEqualTo("running");
        String said = "finalize tasks wait: held by enabled";
        assertThat(canary.run("rollout", "status", id).out().replaceAll("\\s+", " "))
                .contains(said);
        fleet.put("nodes/" + canary.name + "/config", "{}");
        canary.run("run");
        canary.run("run");
        assertThat(state(id)).isEqualTo("done");
        assertThat(fleet.get("rollout_nodes/" + canary.name)).doesNotContain(said);
    }

    private String throughButForTheEnd(String finalizing) {
        canary.task("hot", "10-update", "").task("finalize", "10-schema", finalizing);
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third)) {
            node.run("run");
        }
        return id;
    }

    private void hasNotEnded(String id) {
        assertThat(canary.log()).doesNotContain("finalize 10-schema");
        assertThat(state(id)).isEqualTo("running");
    }

    private void ends(String id) {
        canary.run("run");
        canary.run("run");
        assertThat(canary.log().stream().filter("finalize 10-schema"::equals)).hasSize(1);
        assertThat(state(id)).isEqualTo("done");
    }

    @Test
    void whatComesOnceAtTheEndWaitsUnderAPauseAndUnderAStop() {
        String id = throughButForTheEnd("");
        for (String key :
                List.of("pause", "groups/" + fleet.group + "/pause", "stop", "nodes/" + canary.name + "/stop")) {
            fleet.put(key, "a freeze");
            canary.run("run");
            canary.run("run");
            hasNotEnded(id);
            fleet.delete(key);
        }
        ends(id);
    }

    @Test
    void whatComesOnceAtTheEndWaitsForALease() {
        String id = throughButForTheEnd("");
        var leased =
                second.run("lease", "acquire", canary.name, "--purpose", "maintenance", "--reason", "disk", "--hold");
        assertThat(leased.code()).as(leased.err()).isZero();
        canary.run("run");
        canary.run("run");
        hasNotEnded(id);
        assertThat(second.run(
                                "lease",
                                "release",
                                canary.name,
                                "--id",
                                leased.out().strip())
                        .code())
                .isZero();
        ends(id);
    }

    /** It is no claim, and the node is disturbed all the same. */
    @Test
    void aNodeAtWhatComesOnceAtTheEndIsNotLeased() {
        String id = throughButForTheEnd("while ! test -e $(dirname $0)/../../go; do sleep 0.1; done");
        try (var threads = Executors.newCachedThreadPool()) {
            var run = CompletableFuture.supplyAsync(
                    () -> {
                        canary.run("run");
                        return canary.run("run");
                    },
                    threads);
            try {
                Await.until(() -> canary.log().contains("finalize 10-schema"), Await.BOUND, "the task runs");
                var leased = second.run(
                        "lease", "acquire", canary.name, "--purpose", "maintenance", "--reason", "disk", "--hold");
                assertThat(leased.code()).as(leased.err()).isEqualTo(12);
                assertThat(leased.err()).contains("once for its group", id);
            } finally {
                canary.write("go", "");
            }
            assertThat(run.join().code()).as(run.join().err()).isZero();
        }
        ends(id);
    }

    @Test
    void whatComesOnceAtTheEndIsDoneByOneNode() {
        for (TestNode node : List.of(canary, second)) {
            node.task("hot", "10-update", "").task("finalize", "10-migrate", TELL);
        }
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third, canary, second, third, canary, second)) {
            node.run("run");
        }
        assertThat(state(id)).isEqualTo("done");
        List<String> all = new ArrayList<>(canary.log());
        all.addAll(second.log());
        assertThat(all.stream().filter(line -> line.equals("finalize 10-migrate")))
                .hasSize(1);
        assertThat(all).contains("hot v2 rest");
        assertThat(fleet.has("rollout_locks")).isFalse();
    }

    @Test
    void ofWhatComesAtTheEndNothingThatSucceededComesAgain() {
        canary.task("hot", "10-update", "")
                .task("finalize", "10-schema", TELL)
                .task("finalize", "20-announce", "test -e $(dirname $0)/../../ready || exit 75");
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third, canary, canary)) {
            node.run("run");
        }
        assertThat(state(id)).isEqualTo("running");
        canary.write("ready", "");
        canary.run("run");
        canary.run("run");
        assertThat(state(id)).isEqualTo("done");
        assertThat(canary.log().stream().filter(line -> line.equals("finalize 10-schema")))
                .hasSize(1);
    }

    @Test
    void finalizeTasksThatFailLeaveItFailedUntilTheyAreRetried() {
        canary.task("hot", "10-update", "").task("finalize", "10-migrate", "exit 4");
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third, canary)) {
            node.run("run");
        }
        assertThat(state(id)).isEqualTo("failed");
        assertThat(status(id).path("why").toString()).contains("10-migrate failed with exit 4");
        canary.task("finalize", "10-migrate", "exit 0");
        order("retry", id);
        canary.run("run");
        canary.run("run");
        assertThat(state(id)).isEqualTo("done");
    }

    @Test
    void aNodeThatIsNewJoinsTheLastWave() {
        canary.task("hot", "10-update", "");
        second.task("hot", "10-update", "");
        third.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        fleet.delete("rollout_nodes/" + third.name);
        waits(third, "waits for its turn");
        assertThat(stateOf(third)).isEqualTo("waiting");
        assertThat(json(fleet.get("rollout_nodes/" + third.name)).path("wave").asText())
                .isEqualTo("rest");
        assertThat(status(id).path("nodes")).hasSize(3);
    }

    @Test
    void neitherPausedNorAbortedAnythingBegins() {
        canary.task("hot", "10-update", "");
        String id = start("hot");
        order("pause", id, "--reason", "lunch");
        waits(canary, "lunch");
        order("resume", id);
        order("abort", id);
        runs(canary, 0, "");
        assertThat(canary.log()).isEmpty();
    }

    @Test
    void outsideARolloutNothingAutomaticBeginsWhereThePolicyAsksForOne() {
        fleet.policy("{\"require_rollout\":true}");
        runs(canary.wantsReboot(), 13, "require_rollout");
        assertThat(canary.run("reboot", "--reason", "by hand").code()).isZero();
    }

    /** What somebody orders opens the way for that, and not for what asks for more and waits for a rollout. */
    @Test
    void anOrderForLessLetsNeitherAFileNorADetectorThrough() {
        fleet.policy("{\"require_rollout\":true}");
        canary.detector("10-kernel", "echo old kernel; exit 102").task("hot", "10-update", TELL);
        runs(canary.wantsReboot(), 13, "require_rollout");
        var asked = second.run("request", canary.name, "--change", "hot", "--reason", "config");
        assertThat(asked.code()).as(asked.err()).isZero();
        runs(canary, 0, "");
        assertThat(canary.log()).contains("hot 10-update", "hot  ").doesNotContain("reboot");
        assertThat(fleet.has("nodes/" + canary.name + "/change_required")).isFalse();
        runs(canary, 13, "require_rollout");
        assertThat(canary.log()).doesNotContain("reboot");
    }

    @Test
    void norBehindTheNodesOwnPartInIt() {
        fleet.policy("{\"require_rollout\":true}");
        canary.task("hot", "10-update", "");
        start("hot");
        runs(canary, 0, "");
        runs(canary.wantsReboot(), 13, "this node's part in version v2");
        assertThat(canary.log()).containsExactly("hot 10-update");
    }

    @Test
    void aWaveMayHaveALimitOfItsOwn() {
        fleet.policy("{\"hot_limit\":3}");
        canary.write("plan.json", "{\"waves\":[{\"name\":\"all\",\"percent\":100,\"limit\":1}]}");
        canary.task("hot", "10-update", "");
        var run = canary.run(
                "rollout",
                "start",
                "v2",
                "--change",
                "hot",
                "--plan",
                canary.folder.resolve("plan.json").toString());
        assertThat(run.code()).as(run.err()).isZero();
        var check = canary.run("check");
        assertThat(check.out()).contains("0 of 1");
    }

    @Test
    void onlyTasksWithItsTagsRun() {
        canary.headed("hot", "10-web", "# Tags: web")
                .headed("hot", "20-db", "# Tags: db")
                .task("hot", "30-all", "");
        start("hot", "--tags", "db");
        runs(canary, 0, "");
        assertThat(canary.log()).containsExactly("hot 20-db", "hot 30-all");
    }

    private static final String ONCE = "# Once: group";

    private long ran(String line) {
        List<String> all = new ArrayList<>(canary.log());
        all.addAll(second.log());
        all.addAll(third.log());
        return all.stream().filter(line::equals).count();
    }

    @Test
    void aTaskForTheGroupRunsOnTheFirstNodeThatGetsThere() {
        for (TestNode node : List.of(canary, second, third)) {
            node.headed("hot", "10-schema", ONCE).task("hot", "20-update", "");
        }
        String id = start("hot");
        for (TestNode node : List.of(canary, second, third)) {
            runs(node, 0, "");
        }
        assertThat(state(id)).isEqualTo("done");
        assertThat(ran("hot 10-schema")).isOne();
        assertThat(ran("hot 20-update")).isEqualTo(3);
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_once"))
                .as("its mark stays for whoever is at it still")
                .singleElement()
                .asString()
                .contains(id);
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_locks")).isEmpty();
    }

    @Test
    void aTaskForTheGroupThatFailedIsTriedAgainByWhoeverComes() {
        canary.headed("hot", "10-schema", ONCE);
        String good = canary.read("tasks/hot_tasks/10-schema");
        canary.executable("tasks/hot_tasks/10-schema", good + "exit 3\n");
        second.headed("hot", "10-schema", ONCE);
        third.task("hot", "20-update", "");
        String id = start("hot", "--canaries", canary.name + "," + second.name, "--max-failed", "1");
        runs(canary, 100, "10-schema failed");
        runs(second, 100, "it failed on " + canary.name);
        assertThat(second.log()).isEmpty();
        assertThat(state(id)).isEqualTo("failed");

        canary.executable("tasks/hot_tasks/10-schema", good);
        order("retry", id);
        runs(second, 0, "");
        runs(canary, 0, "");
        runs(third, 0, "");
        assertThat(state(id)).isEqualTo("done");
        assertThat(ran("hot 10-schema")).as("failed, then done").isEqualTo(2);
    }

    /** What is committed goes on, and comes by the task later. */
    @Test
    void theMarkOfATaskForTheGroupOutlivesAnAbort() {
        canary.headed("hot", "10-schema", ONCE);
        String id = start("hot");
        runs(canary, 0, "");
        order("abort", id);
        assertThat(fleet.api().keys(fleet.prefix + "/rollout_once"))
                .singleElement()
                .asString()
                .contains(id);
    }

    /** What a rollout brings in service is brought by its hot tasks. */
    @Test
    void aRebootDoesNotCountForARolloutInService() {
        canary.task("hot", "10-update", TELL);
        String id = start("hot");
        canary.wantsReboot();
        runs(canary, 0, "");
        canary.delete("reboot_required");
        canary.boot();
        runs(canary, 0, "");
        assertThat(canary.log()).contains("reboot").doesNotContain("hot 10-update");
        assertThat(stateOf(canary)).isEqualTo("waiting");
        runs(canary, 0, "");
        assertThat(canary.log()).contains("hot 10-update");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    /** A canary that panics while a stop stands is seen all the same. */
    @Test
    void aRebootUnderAStopIsSeenByTheJudge() {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        fleet.put("nodes/" + canary.name + "/stop", "looks odd");
        canary.boot();
        canary.run("run");
        assertThat(json(fleet.get("nodes/" + canary.name + "/status"))
                        .path("boot_id")
                        .asText())
                .isEqualTo(canary.read("boot_id").strip());
        order("advance", id);
        runs(second, 0, "");
        assertThat(status(id).path("nodes").toString()).contains("has rebooted since");
    }

    /** Who is stopped does nothing for its group either; another group's stop is none of its business. */
    @Test
    void aStopOfTheGroupOrTheNodeStopsTheLookAfterTheRolloutToo() {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        order("advance", id);
        String soaked = fleet.get("rollouts");

        for (String stop : List.of("groups/" + fleet.group + "/stop", "nodes/" + second.name + "/stop")) {
            fleet.put(stop, "incident");
            second.run("run");
            assertThat(fleet.get("rollouts")).as(stop).isEqualTo(soaked);
            fleet.delete(stop);
        }

        fleet.put("groups/another/stop", "incident");
        second.run("run");
        assertThat(fleet.get("rollouts")).isNotEqualTo(soaked);
    }

    @Test
    void outsideARolloutATaskForTheGroupAlwaysRuns() {
        for (TestNode node : List.of(canary, second)) {
            node.headed("hot", "10-schema", ONCE);
            assertThat(node.run("request", node.name, "--change", "hot", "--reason", "by hand")
                            .code())
                    .isZero();
            runs(node, 0, "");
        }
        assertThat(ran("hot 10-schema")).isEqualTo(2);
    }
}
