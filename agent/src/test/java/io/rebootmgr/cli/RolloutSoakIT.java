package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
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

    /** A machine that hangs or has lost its power: nobody wrote anything, and Consul takes its agent for failed. */
    @Test
    void aCanaryThatIsNotAliveHasFallen() {
        assertThat(fellWithItsAgent(agent -> {
                    agent.kill();
                    awaitCheck("critical", "Agent not live or unreachable");
                }))
                .contains("Serf Health Status is critical", "Agent not live or unreachable");
    }

    @Test
    void aCanaryThatHasLeftConsulHasFallen() {
        assertThat(fellWithItsAgent(TestFleet.cluster()::leave)).contains("has left Consul");
    }

    /** What becomes of the rollout when this happens to the canary's Consul agent while its wave soaks. */
    private String fellWithItsAgent(Consumer<ConsulAgent> fault) {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        ConsulAgent agent = TestFleet.cluster().agent(canary.name);
        try {
            fault.accept(agent);
            assertThat(second.run("rollout", "advance", id).code()).isZero();
            runs(second, 0, "");
            JsonNode status = json(second.run("rollout", "status", id, "--json").out());
            assertThat(status.path("state").asText()).isEqualTo("failed");
            waits(third, "failed");
            assertThat(third.log()).isEmpty();
            return status.path("nodes").toString();
        } finally {
            if (!agent.isRunning()) {
                agent.start();
            }
            TestFleet.cluster().awaitReady();
        }
    }

    @Test
    void aCanaryThatSaysNothingOfItselfAnyMoreHasFallen() {
        canary.task("hot", "10-update", "");
        String id = start("hot", "--soak", "1h");
        runs(canary, 0, "");
        fleet.delete("nodes/" + canary.name + "/status");
        order("advance", id);

        runs(second, 0, "");

        assertThat(state(id)).isEqualTo("failed");
        assertThat(status(id).path("nodes").toString()).contains("says nothing of itself any more");
    }

    /** Nobody types anything: two nodes see by their own clocks that the time is over, and not before. */
    @Test
    void aSoakEndsByItself() {
        Duration soak = Duration.ofSeconds(3);
        List.of(canary, second, third).forEach(node -> node.task("hot", "10-update", ""));
        String id = start("hot", "--soak", "3s");
        runs(canary, 0, "");
        JsonNode soaking = status(id).path("wave");
        assertThat(soaking.path("state").asText()).isEqualTo("soaking");
        Instant end = Instant.parse(soaking.path("since").asText()).plus(soak);
        assertThat(soaking.path("until").asText()).isEqualTo(end.toString());

        Await.until(
                () -> {
                    runs(second, 0, "");
                    runs(third, 0, "");
                    return status(id).path("wave").path("name").asText().equals("rest");
                },
                Await.BOUND,
                "the next wave");

        assertThat(Instant.parse(status(id).path("wave").path("since").asText()))
                .isAfterOrEqualTo(end);
        runs(second, 0, "");
        assertThat(second.log()).contains("hot 10-update");
        assertThat(second.run("history", "--rollouts", "--group", fleet.group).out())
                .contains("is over by the clock of ", "wave rest opened")
                .doesNotContain("advance");
    }
}
