package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the nodes of a wave are judged when it has soaked. */
class RolloutSoakIT extends RolloutOfThree {
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
}
