package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of a drained node, with a reboot and without: what stands where on the way, and what happens when it fails.
 */
class DrainIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void fleet() {
        fleet = new TestFleet(folder).policy("{\"settle\":\"0s\"}");
        node = fleet.node(1)
                .task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("abort", "10-undrain", "exit 0");
    }

    private void needs(String kind) {
        fleet.put("nodes/" + node.name + "/change_required", "{\"kind\":\"" + kind + "\",\"reason\":\"new packages\"}");
    }

    private String claims() {
        return fleet.slots();
    }

    @Test
    void aDrainGoesThroughAllStagesInOneRunWithoutAReboot() {
        node.task("drained", "10-update", "test \"$REBOOTMGR_CHANGE\" = drain");
        needs("drain");

        var check = node.run("check");
        assertThat(check.out()).contains("would drain and change this node now", "new packages");
        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "drained 10-update", "post_boot 10-undrain");
        assertThat(claims()).startsWith("{\"claims\":[]");
        assertThat(fleet.has("nodes/" + node.name + "/change_required")).isFalse();
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"change\":\"drain\"", "drained_tasks");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"state\":\"idle\"");
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(node.run("history", node.name).out()).contains("new packages", "done in");
        assertThat(node.run("run").out()).contains("nothing to do");
    }

    @Test
    void aRebootRunsThemBeforeItsCommandAndTheBootIsThatOfAfterwards() {
        node.task("drained", "10-update", "exit 0");
        node.wantsReboot();

        var down = node.run("run");

        assertThat(down.code()).as(down.err()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "drained 10-update", "reboot");
        assertThat(claims()).contains("\"state\":\"rebooting\"");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(claims()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void aTaskThatFailsKeepsTheSlotAndTheNextRunBeginsWithTheFirstWhateverTheBoot() {
        node.task("drained", "10-first", "exit 0").task("drained", "20-update", "test -e " + node.folder + "/mended");
        needs("drain");

        var failed = node.run("run");

        assertThat(failed.code()).as(failed.err()).isEqualTo(100);
        assertThat(claims()).contains("\"state\":\"changing\"", "\"change\":\"drain\"");
        assertThat(TestFleet.maintenance(node)).contains("new packages");
        assertThat(fleet.get("nodes/" + node.name + "/status"))
                .contains("\"state\":\"changing\"", "\"failures\":1", "drained task 20-update failed");
        assertThat(node.run("status").out()).contains("drained task 20-update failed");
        assertThat(node.run("check").out()).contains("would go on with its change");
        assertThat(node.boot().run("run").code()).isEqualTo(100);
        node.write("mended", "");
        assertThat(node.run("run").code()).isZero();

        assertThat(node.log())
                .containsExactly(
                        "pre_boot 10-drain",
                        "drained 10-first",
                        "drained 20-update",
                        // What the drain did need not outlast the boot.
                        "pre_boot 10-drain",
                        "drained 10-first",
                        "drained 20-update",
                        "drained 10-first",
                        "drained 20-update",
                        "post_boot 10-undrain");
        assertThat(claims()).isEqualTo("{\"claims\":[]}");
        assertThat(TestFleet.maintenance(node)).isEmpty();
    }

    /** However often they failed before: else it would stay drained, with its slot, until somebody resumes it. */
    @Test
    void onceItsTasksSucceedItReboots() {
        fleet.policy("{\"max_failures\":2}");
        node.task("drained", "10-update", "test -e " + node.folder + "/mended");
        node.wantsReboot();
        for (int i = 0; i < 3; i++) {
            assertThat(node.run("run").code()).isEqualTo(100);
        }
        assertThat(node.run("status").out()).contains("its next run goes on once it is mended: `rebootmgr run`");
        node.write("mended", "");

        var run = node.run("run");

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(node.log()).endsWith("drained 10-update", "reboot");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"failures\":0");
    }

    private TestNode.Result releasedAfterAFailure() {
        node.task("drained", "10-update", "exit 1");
        needs("drain");
        assertThat(node.run("run").code()).isEqualTo(100);
        String id = claims().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        var released = node.run("release", node.name, "--claim", id, "--reason", "by hand");
        assertThat(released.code()).as(released.err()).isZero();
        assertThat(node.log()).doesNotContain("abort 10-undrain");
        assertThat(TestFleet.maintenance(node)).contains("new packages");
        return released;
    }

    @Test
    void whoReleasesAFailedChangeIsToldThatItsNodeIsStillDrainedAndWhatPutsItBack() {
        assertThat(releasedAfterAFailure().out())
                .contains(
                        "it may still be drained, and in Consul's maintenance mode",
                        "`rebootmgr run --undo` on " + node.name,
                        "`rebootmgr cancel " + node.name + "`");

        assertThat(node.run("run", "--undo").code()).isZero();

        assertThat(node.log()).containsExactly("pre_boot 10-drain", "drained 10-update", "abort 10-undrain");
        assertThat(TestFleet.maintenance(node)).isEmpty();
    }

    @Test
    void theNextRunOfAReleasedChangeUndoesItAndBeginsAnewWhereItIsStillAskedFor() {
        releasedAfterAFailure();

        assertThat(node.run("run").code()).isEqualTo(100);

        assertThat(node.log())
                .containsExactly(
                        "pre_boot 10-drain",
                        "drained 10-update",
                        "abort 10-undrain",
                        "pre_boot 10-drain",
                        "drained 10-update");
    }

    @Test
    void whoReleasesAFailedReturnIsToldThatItsNodeIsStillDrainedAndWhatPutsItBack() {
        node.task("post_boot", "10-undrain", "test -e " + node.folder + "/mended")
                .wantsReboot();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.boot().run("run").code()).isEqualTo(100);
        String id = claims().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");

        var released = node.run("release", node.name, "--claim", id, "--reason", "by hand");

        assertThat(released.out())
                .contains("it may still be drained", "goes on with its return", "`rebootmgr run` on " + node.name);
        node.write("mended", "");
        assertThat(node.run("run").code()).isZero();
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.log()).endsWith("post_boot 10-undrain").doesNotContain("abort 10-undrain");
    }

    /** It may have been undoing its drain when it lost it. */
    @Test
    void aNodeThatLostItsClaimFileIsDrainedAgainBeforeItsChangeGoesOn() throws Exception {
        node.task("drained", "10-update", "test -e " + node.folder + "/mended");
        needs("drain");
        assertThat(node.run("run").code()).isEqualTo(100);
        node.write("mended", "");
        Files.delete(node.folder.resolve("state/claim.json"));

        var made = node.run("run");

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(node.log())
                .containsExactly(
                        "pre_boot 10-drain",
                        "drained 10-update",
                        "pre_boot 10-drain",
                        "drained 10-update",
                        "post_boot 10-undrain");
    }

    @Test
    void checkSaysThatItWillBeDrainedAgainAndWhatIsInTheWayOfThat() throws Exception {
        node.task("drained", "10-update", "exit 1");
        needs("drain");
        assertThat(node.run("run").code()).isEqualTo(100);
        assertThat(node.boot().run("check").out()).contains("would go on with its change: drain it again, run its");
        Path tasks = node.folder.resolve("tasks");
        Files.move(tasks.resolve("pre_boot_tasks"), tasks.resolve("away"));
        var check = node.run("check");
        assertThat(check.code()).as(check.out()).isEqualTo(104);
        assertThat(check.out()).contains("pre_boot_tasks");
        assertThat(node.run("run").code()).isEqualTo(104);
    }

    @Test
    void oneThatAsksForLaterKeepsTheSlotAndIsNoFailure() {
        node.task("drained", "10-update", "exit 75");
        needs("drain");

        assertThat(node.run("run").code()).isEqualTo(10);
        assertThat(claims()).contains("\"state\":\"changing\"");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"failures\":0");
    }

    @Test
    void oneThatHangsDisablesTheNodeAndItsChangeGoesOnWhenItIsEnabledOrOnRequest() {
        fleet.policy("{\"settle\":\"0s\",\"task_timeout\":\"1s\"}");
        node.task("drained", "10-update", "test -e " + node.folder + "/mended || sleep 60");
        needs("drain");

        assertThat(node.run("run").code()).isEqualTo(100);
        assertThat(claims()).contains("\"state\":\"changing\"");
        node.write("mended", "");
        assertThat(node.run("run").code()).isEqualTo(101);
        assertThat(node.run("check").code()).isEqualTo(101);
        assertThat(node.log()).doesNotContain("post_boot 10-undrain");
        var ignoring = node.run("run", "--ignore", "enabled");
        assertThat(ignoring.code()).as(ignoring.err()).isZero();
        assertThat(claims()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void whoAsksForADrainKeepsNoRebootAlive() {
        node.wantsReboot()
                .task("drained", "10-update", "exit 0")
                .task("pre_boot", "10-drain", "rm -f " + node.folder + "/reboot_required");
        needs("drain");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("given up: the trigger has gone");
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).endsWith("pre_boot 10-drain", "drained 10-update", "post_boot 10-undrain");
    }

    @Test
    void withoutTasksThatMakeItNothingIsClaimed() {
        needs("drain");

        var run = node.run("run");

        assertThat(run.code()).isEqualTo(104);
        assertThat(run.err() + run.out()).contains("drained_tasks");
        assertThat(node.run("check").code()).isEqualTo(104);
        assertThat(fleet.has("groups/" + fleet.group + "/slots")).isFalse();
        node.task("drained", "10-update", "exit 0");
        node.write("tasks/drained_tasks/20-empty", "");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void anOperatorWhoReleasesTheClaimHasItUndone() {
        node.task("drained", "10-update", "exit 1");
        needs("drain");
        node.run("run");
        String id = claims().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");

        assertThat(node.run("release", node.name, "--claim", id, "--reason", "by hand")
                        .code())
                .isZero();
        fleet.delete("nodes/" + node.name + "/change_required");
        assertThat(node.run("run").code()).isZero();

        assertThat(node.log()).endsWith("drained 10-update", "abort 10-undrain");
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(claims()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void aStopEndsItBetweenTwoTasksAndItGoesOnAfterwards() {
        node.task(
                        "drained",
                        "10-first",
                        "curl -sf -X PUT -d incident " + fleet.api().address() + "/v1/kv/" + fleet.prefix + "/stop")
                .task("drained", "20-second", "exit 0");
        needs("drain");

        assertThat(node.run("run").code()).isEqualTo(102);
        assertThat(node.log()).doesNotContain("drained 20-second");
        assertThat(claims()).contains("\"state\":\"changing\"");
        fleet.delete("stop");
        node.task("drained", "10-first", "exit 0");
        assertThat(node.run("run").code()).isZero();
        assertThat(claims()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void aDetectorAsksForItAndSeesThatItWasMade() {
        node.detector("10-packages", "test -e " + node.folder + "/updated && exit 0; echo 3 packages; exit 101")
                .task("drained", "10-update", "touch " + node.folder + "/updated");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.log())
                .containsExactly(
                        "detect 10-packages",
                        "pre_boot 10-drain",
                        "drained 10-update",
                        "post_boot 10-undrain",
                        "detect 10-packages");
        assertThat(claims()).startsWith("{\"claims\":[]");
        assertThat(node.run("run").out()).contains("nothing to do");
    }

    @Test
    void oneThatStillAsksAfterwardsIsAFailureWithTheSlotGivenBack() {
        node.detector("10-packages", "echo 3 packages; exit 101").task("drained", "10-update", "exit 0");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isEqualTo(100);
        assertThat(run.err()).contains("detector 10-packages still says that a drain is needed");
        assertThat(claims()).startsWith("{\"claims\":[]");
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.run("run").code()).as("not obeyed again in these words").isEqualTo(106);
        assertThat(node.log()).containsOnlyOnce("drained 10-update");
    }
}
