package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever ends a run between its claim and its reboot: the node is put back, the slot is free, and the reason is told.
 */
class GivingUpIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).task("abort", "10-undrain", "exit 0").wantsReboot();
    }

    private void assertPutBack() {
        assertThat(node.log()).doesNotContain("reboot").endsWith("abort 10-undrain");
        assertNothingHeld();
    }

    private void assertNothingHeld() {
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("groups/" + fleet.group + "/preparing/" + node.name))
                .isFalse();
        assertThat(TestFleet.cluster()
                        .agent(node.name)
                        .api()
                        .get("/v1/agent/checks")
                        .toString())
                .doesNotContain("rebootmgr ");
        assertThat(fleet.api().get("/v1/session/list").toString()).doesNotContain("\"rebootmgr " + node.name + "\"");
    }

    private String status() {
        return fleet.get("nodes/" + node.name + "/status");
    }

    @Test
    void aTaskThatFailsEndsTheRunAndIsCounted() {
        node.task("pre_boot", "10-drain", "exit 3").task("pre_boot", "20-never", "exit 0");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(100);
        assertThat(run.err()).contains("10-drain", "exit 3");
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertPutBack();
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(status()).contains("\"failures\":1", "\"state\":\"failed\"", "10-drain");
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"code\":3", "\"code\":100");
        node.run("run");
        assertThat(status()).contains("\"failures\":2");
    }

    @Test
    void whatATaskSaidLastAndWhatToTypeIsToldOfAFailedNode() {
        node.task("pre_boot", "10-drain", "echo 3 sessions left; echo balancer lb1 does not answer >&2; exit 3");
        node.run("run");
        assertThat(node.run("status", "--node", node.name).out())
                .contains(
                        "10-drain failed with exit 3",
                        "it said last: balancer lb1 does not answer",
                        "`rebootmgr resume --node " + node.name + "`");
        assertThat(node.run("check").out())
                .contains("10-drain failed with exit 3", "it said last: balancer lb1 does not answer");
    }

    @Test
    void aTaskThatAsksForLaterIsNoFailure() {
        node.task("pre_boot", "10-drain", "exit 75");
        assertThat(node.run("run").code()).isEqualTo(10);
        assertPutBack();
        assertThat(status()).contains("\"failures\":0");
    }

    @Test
    void afterMaxFailuresItIsGivenUp() {
        fleet.policy("{\"max_failures\":2}");
        node.task("pre_boot", "10-drain", "exit 1");
        assertThat(node.run("run").code()).isEqualTo(100);
        assertThat(node.run("run").code()).isEqualTo(100);
        assertThat(node.run("run").code()).isEqualTo(106);
    }

    @Test
    void aNodeThatHasGivenUpSaysTheSameEveryTimeAndWhatFailed() {
        fleet.policy("{\"max_failures\":1}");
        node.task("pre_boot", "10-drain", "exit 3");
        assertThat(node.run("run").code()).isEqualTo(100);

        String first = node.run("run").err();
        long written = fleet.index("nodes/" + node.name + "/status");

        assertThat(first).containsOnlyOnce("failed 1 time").contains("10-drain failed with exit 3");
        assertThat(node.run("run").err()).isEqualTo(first);
        assertThat(node.run("run").err()).isEqualTo(first);
        assertThat(fleet.index("nodes/" + node.name + "/status"))
                .as("nothing new, nothing written")
                .isEqualTo(written);
        assertThat(node.run("status").out()).contains("10-drain failed with exit 3");
    }

    @Test
    void aTaskOverItsTimeIsKilledAndTheNodeDisabled() {
        fleet.policy("{\"task_timeout\":\"1s\"}");
        node.task("pre_boot", "10-drain", "sleep 600");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(100);
        assertPutBack();
        assertThat(fleet.get("nodes/" + node.name + "/config")).contains("\"enabled\":false", "10-drain");
        assertThat(node.run("run").code()).isEqualTo(101);
    }

    @Test
    void anAbortTaskThatFailsDoesNotKeepTheSlot() {
        node.task("pre_boot", "10-drain", "exit 1").task("abort", "10-undrain", "exit 1");
        assertThat(node.run("run").code()).isEqualTo(100);
        assertNothingHeld();
    }

    @Test
    void aRebootCommandThatCannotBeStartedIsUndoneAtOnce() {
        node.settings("[reboot]\ncommand = [\"" + node.folder + "/no-such-command\"]\n");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(107);
        assertThat(run.err()).contains("could not be started");
        assertPutBack();
        assertThat(status()).contains("\"failures\":1");
    }

    @Test
    void aRebootCommandThatSaysAnErrorProvesNothingUntilTheNodeIsStillUpAfterTheGracePeriod() {
        // As slow as the grace period is long: it begins with the answer.
        node.settings("""
                [reboot]
                command = ["sh", "-c", "sleep 5; echo Connection timed out >&2; exit 1"]
                grace = "5s"
                """);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(107);
        assertThat(run.err()).contains("Connection timed out", "the slot stays taken");
        assertThat(fleet.slots()).contains("rebooting");
        assertThat(status()).contains("\"failures\":1", "\"code\":107");
        assertThat(fleet.node(2).run("history").out()).contains("rebooting for", ", failed", "exit 107");

        assertThat(node.run("run").out()).contains("the reboot is under way");
        assertThat(fleet.slots()).contains("rebooting");

        node.delete("reboot_required");
        Await.until(
                () -> node.run("run").out().contains("no trigger"),
                Await.BOUND,
                "the run after the grace period gives the slot back");
        assertPutBack();
        assertThat(status()).as("counted once").contains("\"failures\":1");
        assertThat(node.run("history").out())
                .as("why it ended, not that an earlier run did not finish")
                .contains("exit 107 (the reboot command failed) after")
                .doesNotContain("did not finish");
    }

    @Test
    void aKilledRebootCommandThatTakesTheNodeDownIsAReboot() {
        node.settings("[reboot]\ncommand = [\"sh\", \"-c\", \"exit 1\"]\n");
        assertThat(node.run("run").code()).isEqualTo(107);
        node.delete("reboot_required");

        var back = node.boot().run("run");

        assertThat(back.code()).as(back.out() + back.err()).isZero();
        assertThat(back.out()).contains("back in service");
        assertNothingHeld();
    }

    /** Starts a run and returns once its task runs. */
    private CompletableFuture<TestNode.Result> runInLongTask() {
        node.task("pre_boot", "10-drain", "sleep 300");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        return run;
    }

    @Test
    void aStopFlagEndsARunningTaskAtOnce() throws Exception {
        var run = runInLongTask();
        long set = System.nanoTime();
        fleet.put("groups/" + fleet.group + "/stop", "incident");
        var result = run.get();
        assertThat(Duration.ofNanos(System.nanoTime() - set)).isLessThan(Duration.ofSeconds(5));
        assertThat(result.code()).isEqualTo(102);
        assertThat(result.err()).contains("incident");
        assertThat(node.log()).as("everything stops, undoing too").containsExactly("pre_boot 10-drain");
        assertThat(fleet.slots()).as("it is out of service").contains("\"drained\"");

        assertThat(node.run("run").code()).isEqualTo(102);
        assertThat(node.log()).containsExactly("pre_boot 10-drain");
        fleet.delete("groups/" + fleet.group + "/stop");
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log())
                .as("what the drain began is undone after the stop")
                .endsWith("abort 10-undrain");
        assertThat(node.hasClaimFile()).isFalse();
        assertNothingHeld();
    }

    @Test
    void aLostSessionEndsTheRun() throws Exception {
        var run = runInLongTask();
        String session = fleet.api()
                .get("/v1/kv/" + fleet.prefix + "/groups/" + fleet.group + "/preparing/" + node.name)
                .get(0)
                .get("Session")
                .asText();
        fleet.api().put("/v1/session/destroy/" + session, "");
        assertThat(run.get().code()).isEqualTo(5);
        assertPutBack();
    }

    @Test
    void aLimitLoweredMeanwhileCountsForWhoIsNotCommittedYet() throws Exception {
        fleet.policy("{\"limit\":2}");
        assertThat(fleet.node(2).wantsReboot().run("run").code()).isZero();
        node.task("pre_boot", "10-drain", "while ! test -e " + node.folder + "/go; do sleep 0.1; done");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the task runs");
        fleet.policy("{\"limit\":1}");
        node.write("go", "");

        assertThat(run.get().code()).isEqualTo(4);
        assertThat(node.log()).doesNotContain("reboot").endsWith("abort 10-undrain");
        assertThat(fleet.slots()).doesNotContain("\"" + node.name + "\"").contains("rebooting");
    }

    @Test
    void aSecondRunMeanwhileExitsAtOnce() throws Exception {
        var run = runInLongTask();
        var second = node.run("run");
        assertThat(second.code()).isZero();
        assertThat(second.out()).contains("another run");
        fleet.put("stop", "");
        assertThat(run.get().code()).isEqualTo(102);
    }

    @Test
    void aTriggerThatGoesWhileItSettlesEndsIt() {
        fleet.policy("{\"settle\":\"2s\"}");
        node.task("pre_boot", "10-drain", "rm " + node.folder + "/reboot_required");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("the trigger has gone");
        assertThat(node.run("history").out()).contains("given up after").doesNotContain("done in");
        assertPutBack();
    }

    @Test
    void aServiceThatTurnsBadWhileItSettlesEndsIt() {
        fleet.policy("{\"settle\":\"2s\"}");
        String service = Unique.name("db");
        var agent = TestFleet.cluster().agent(node.name).api();
        agent.registerService(service, service, "rebootmgr");
        fleet.api().registerElsewhere("elsewhere", service, "passing");
        node.task("pre_boot", "20-break", "exit 0");
        CompletableFuture<TestNode.Result> run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 20-break"), Await.BOUND, "the tasks have run");
        fleet.api().registerElsewhere("elsewhere", service, "critical");
        assertThat(run.join().code()).isEqualTo(2);
        assertPutBack();
    }

    @Test
    void anUnfinishedRunIsUndoneByTheNextOne() {
        node.wantsReboot().run("run", "--dry-run");
        fleet.put(
                "groups/" + fleet.group + "/slots",
                ("{\"claims\":[{\"id\":\"x\",\"node\":\"%s\",\"state\":\"preparing\",\"boot_id\":\"b\",\"session\":\"s\","
                                + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"}]}")
                        .formatted(node.name));
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        assertNothingHeld();
    }
}
