package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs of agents do in a rollout, of their own node and for all. */
class RolloutRunIT extends RolloutOfThree {
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
        String mended = "no failed node is left; `rebootmgr rollout retry " + id + "` sets it running";
        assertThat(second.run("rollout", "skip", id, canary.name).out())
                .contains("it is failed: " + mended)
                .doesNotContain("1 node failed");
        assertThat(status(id).path("why").toString()).contains(mended).doesNotContain("1 node failed");
        for (String line : List.of("status", "check")) {
            assertThat(second.run(line).out())
                    .as(line)
                    .contains("failed: no failed node is left")
                    .doesNotContain("1 node failed");
        }
        order("retry", id, canary.name);
        runs(canary, 0, "");
        assertThat(stateOf(canary)).isEqualTo("ok");
        runs(second, 0, "");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");
    }

    /** Its claim goes on, so no CLAIM says that it is at it again. */
    @Test
    void aCommittedNodeThatIsRetriedAndFailsAgainStopsItAgain() {
        canary.task("drained", "10-update", "echo no such mirror >&2; exit 1");
        String id = start("drain");
        runs(canary, 100, "10-update failed");
        assertThat(state(id)).isEqualTo("failed");
        assertThat(second.run("rollout", "status", id).out()).contains("it said last: no such mirror");
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

    /** Its claim is given up only once the command can take it down no more, and that may be behind the retry. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRebootCommandThatFailedBeforeTheRetryDoesNotFailTheNodeAgain(boolean fileIsLost) {
        canary.settings("[reboot]\ncommand = [\"sh\", \"-c\", \"echo no such bus >&2; exit 1\"]\n");
        String id = start("reboot");
        runs(canary, 107, "no such bus");
        assertThat(state(id)).isEqualTo("failed");
        order("retry", id);
        if (fileIsLost) {
            canary.delete("state/claim.json");
        }
        canary.settings("").upFor(Duration.ofHours(1));
        runs(canary, 0, "");
        assertThat(canary.log()).as("it goes once more").endsWith("reboot");
        assertThat(stateOf(canary)).isEqualTo("running");
        assertThat(state(id)).isEqualTo("running");
        canary.boot();
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
        String mended = canary.run("run").out();
        assertThat(mended)
                .contains(
                        "back in service",
                        "has failed: 1 node failed: " + canary.name,
                        "`rebootmgr rollout retry " + id + "`");
        assertThat(canary.run("run").out()).contains("nothing to do", "`rebootmgr rollout retry " + id + "`");
        assertThat(canary.log()).contains("drain v2 canaries");
        assertThat(stateOf(canary)).as("until somebody says so").isEqualTo("failed");
        order("retry", id);
        assertThat(canary.run("run").out()).contains("nothing to do").doesNotContain("rollout");
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
    void aDrainThatIsGivenUpForItSaysWhoAbortedTheRollout() {
        canary.task("drained", "10-update", "")
                .task("pre_boot", "10-drain", "while ! test -e $(dirname $0)/../../go; do sleep 0.1; done");
        String id = start("drain");
        var run = CompletableFuture.supplyAsync(() -> canary.run("run"));
        try {
            Await.until(() -> canary.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
            order("abort", id, "--reason", "leaks");
        } finally {
            canary.write("go", "");
        }
        assertThat(run.join().code()).as(run.join().err()).isZero();
        assertThat(run.join().out()).contains("given up: rollout " + id + " was aborted by alice@", "leaks");
        assertThat(canary.log()).doesNotContain("drained 10-update");
        assertThat(canary.run("rollout", "status", id, "--nodes").out()).contains("WAS RUNNING", "was running");
        var history = canary.run("history").out();
        assertThat(history).contains("asked by  rollout " + id);
    }

    /** It waits for such a node for ever, as it does for one that cannot be read. */
    @Test
    void whoStandsThereAsOnlyANewerVersionKnowsIsToldWhyNothingGoesOn() {
        canary.task("hot", "10-update", TELL);
        String id = start("hot");
        String place = "rollout_nodes/" + canary.name;
        fleet.put(place, fleet.get(place).replace("\"state\":\"waiting\"", "\"state\":\"hovering\""));

        var waits = canary.run("run", "-v");
        assertThat(waits.code()).isZero();
        assertThat(waits.out())
                .contains(
                        "nothing to do: no trigger; a newer version of rebootmgr knows how this node stands in version v2")
                .contains("`rebootmgr rollout skip " + id + " NODE` goes on without this node");
        assertThat(canary.log()).isEmpty();

        String rollouts = fleet.get("rollouts");
        assertThat(canary.run("rollout", "skip", id, canary.name).code()).isZero();
        assertThat(canary.run("run", "-v").out()).contains("nothing to do").doesNotContain("newer version");
        fleet.put("rollouts", rollouts.replace("\"state\":\"running\"", "\"state\":\"gliding\""));
        assertThat(second.run("run", "-v").out())
                .contains("a newer version of rebootmgr knows the state of version v2");
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

    /** A reboot is what the file asks for, whoever has ordered it. */
    @Test
    void aRebootThatIsOrderedObeysAFileThatStaysThere() {
        fleet.policy("{\"require_rollout\":true}");
        runs(canary.wantsReboot(), 13, "require_rollout");
        assertThat(canary.run("request").code()).isZero();
        runs(canary, 0, "");
        canary.bootKeepingFiles();
        runs(canary, 0, "");

        fleet.policy("{}");

        runs(canary, 106, "parked");
        assertThat(canary.log()).filteredOn("reboot"::equals).hasSize(1);
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
}
