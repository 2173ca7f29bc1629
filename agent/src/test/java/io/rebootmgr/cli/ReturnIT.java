package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** A node on its way back, or not on its way at all: the slot stays taken until it is really in service. */
class ReturnIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatIsRebooting() {
        fleet = new TestFleet(folder).policy("{\"post_health_timeout\":\"1s\",\"max_failures\":2}");
        node = fleet.node(1).task("post_boot", "10-first", "exit 0").wantsReboot();
        assertThat(node.run("run").code()).isZero();
    }

    private void assertSlotTaken() {
        assertThat(fleet.slots()).contains("\"node\":\"" + node.name + "\"");
    }

    private String status() {
        return fleet.get("nodes/" + node.name + "/status");
    }

    @Test
    void aTaskThatFailsKeepsTheSlotAndTheNextRunGoesOn() {
        node.task("post_boot", "20-broken", "test -e " + node.folder + "/mended");
        var run = node.boot().run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(100);
        assertSlotTaken();
        assertThat(status()).contains("\"failures\":1");
        node.write("mended", "");
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(status()).contains("\"failures\":0");
    }

    @Test
    void aTaskMayAskForLater() {
        node.task("post_boot", "20-later", "exit 75");
        assertThat(node.boot().run("run").code()).isEqualTo(10);
        assertSlotTaken();
        assertThat(status()).contains("\"failures\":0");
    }

    @Test
    void healthNotReachedInTimeIsNoFailureAndTheNextRunGoesOn() {
        String service = Unique.name("db");
        var agent = TestFleet.cluster().agent(node.name).api();
        agent.registerService(service, service, "rebootmgr_postboot");
        agent.setCheck("service:" + service, "critical", "starting");
        var run = node.boot().run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(service, "the slot stays taken");
        assertSlotTaken();
        assertThat(node.log()).as("unhealthy before its tasks").doesNotContain("post_boot 10-first");
        assertThat(status()).contains("\"failures\":0");
        agent.setCheck("service:" + service, "passing", "");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsOnlyOnce("post_boot 10-first");
    }

    @Test
    void tasksThatHaveSucceededNeverRunAgainForTheSameReboot() {
        String service = Unique.name("db");
        var agent = TestFleet.cluster().agent(node.name).api();
        agent.registerService(service, service, "rebootmgr_postboot");
        node.task(
                "post_boot",
                "20-breaks",
                io.rebootmgr.testing.ConsulBinary.find().path() + " maint -http-addr="
                        + agent.address().toString().replace("http://", "") + " -enable -service=" + service);
        assertThat(node.boot().run("run").code()).isEqualTo(2);
        agent.put("/v1/agent/service/maintenance/" + service + "?enable=false", "");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsOnlyOnce("post_boot 10-first");
    }

    @Test
    void aStopFlagHoldsEvenAReturningNode() {
        fleet.put("stop", "");
        assertThat(node.boot().run("run").code()).isEqualTo(102);
        assertSlotTaken();
        assertThat(node.log()).doesNotContain("post_boot 10-first");
        fleet.delete("stop");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void noOtherGateHoldsAReturningNode() {
        fleet.policy("{\"enabled\":false,\"min_uptime\":\"1d\"}");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    /** A slip in a policy must not keep a node out; what of it can be read holds. */
    @Test
    void aPolicyThatIsInvalidByNowKeepsNoReturningNodeOut() {
        fleet.put("groups/" + fleet.group + "/config", "{\"max_failurs\":3,\"task_timeout\":\"1s\"}");
        node.task("post_boot", "20-slow", "test -e " + node.folder + "/mended || sleep 600");
        node.boot();
        assertThat(node.run("check").out()).contains("would return to service");
        var slow = node.run("run");
        assertThat(slow.code()).as(slow.err()).isEqualTo(100);
        assertThat(slow.err()).contains("task_timeout");
        node.write("mended", "");

        var back = node.run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(fleet.slots()).startsWith("{\"claims\":[]");
        node.wantsReboot();
        assertThat(node.run("run").code()).as("and it begins nothing").isEqualTo(105);
    }

    @Test
    void whatKeepsANodeFromItsReturnStandsInItsStatusAndTheRestOfThatStays() {
        String before = status();
        fleet.put("nodes/" + node.name + "/lease", "a new disk");

        assertThat(node.boot().run("run").code()).isEqualTo(12);

        assertThat(TestFleet.maintenance(node)).as("it is not back").contains("new kernel");
        assertThat(status()).contains("\"code\":12", "leased by", "\"state\":\"rebooting\"");
        assertThat(before).contains("\"boot_id\":\"");
        assertThat(status()).contains(before.replaceAll(".*(\"boot_id\":\"[^\"]+\").*", "$1"));
        long written = fleet.index("nodes/" + node.name + "/status");
        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(fleet.index("nodes/" + node.name + "/status"))
                .as("said once")
                .isEqualTo(written);
    }

    /** Nothing is said where nobody says anything: under a stop. */
    @Test
    void underAStopNothingIsSaid() {
        String before = status();
        fleet.put("stop", "incident");
        assertThat(node.boot().run("run").code()).isEqualTo(102);
        assertThat(status()).isEqualTo(before);
    }

    @Test
    void aRebootThatDoesNotHappenIsWaitedForThenToldThenTriedAgainThenGivenUp() {
        assertThat(node.run("run").out()).contains("is under way", "it is tried again");
        node.settings("[reboot]\ncommand = [\"sh\", \"-c\", \"echo reboot >> " + node.folder
                + "/log\"]\ngrace = \"PT0.001S\"\n");

        var told = node.run("run");
        assertThat(told.code()).isEqualTo(103);
        assertThat(told.err()).contains("did not happen");
        assertSlotTaken();
        assertThat(node.run("run").out()).contains("rebooting now");
        assertThat(node.log().stream().filter("reboot"::equals)).hasSize(2);
        assertSlotTaken();

        assertThat(node.run("run").code()).isEqualTo(103);
        assertThat(node.run("run").code()).isEqualTo(106);
        assertSlotTaken();
        assertThat(node.log().stream().filter("reboot"::equals)).hasSize(2);
    }

    /** It may have been undoing its drain when it lost its file. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{"})
    void aNodeThatLostItsClaimFileIsDrainedOnceMoreBeforeItsRebootIsTriedAgain(String left) {
        node.settings("[reboot]\ncommand = [\"sh\", \"-c\", \"echo reboot >> " + node.folder
                + "/log\"]\ngrace = \"PT0.001S\"\n");
        fleet.policy("{\"max_failures\":3}");
        node.task("pre_boot", "10-drain", "test -e " + node.folder + "/mended");
        String claim = node.read("state/claim.json").replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        if (left.isEmpty()) {
            node.delete("state/claim.json");
        } else {
            node.write("state/claim.json", left);
        }

        assertThat(node.run("run").code()).isEqualTo(103);
        assertThat(node.run("run").code()).as("cannot be drained").isEqualTo(100);
        assertThat(node.log().stream().filter("reboot"::equals)).hasSize(1);
        assertSlotTaken();
        assertThat(status()).contains("\"code\":100", "\"state\":\"rebooting\"");
        node.write("mended", "");
        MDC.clear();
        assertThat(node.run("run").out()).contains("rebooting now");
        assertThat(MDC.get("claim")).as("each line of the log carries its id").isEqualTo(claim);
        assertThat(node.log().stream().filter(line -> line.contains("10-drain")))
                .hasSize(2);
        assertThat(node.log().stream().filter("reboot"::equals)).hasSize(2);
        assertSlotTaken();
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    /**
     * Two whose shutdown hangs would wait for each other for ever: each is out, and counts as failing for the other.
     */
    @Test
    void aRebootIsTriedAgainThoughItsServiceFailsElsewhereForTheNodeIsOutOfServiceAnyway() {
        String service = Unique.name("db");
        TestFleet.cluster().agent(node.name).api().registerService(service, service, "rebootmgr", "min_passing=2");
        fleet.api().registerElsewhere("other", service, "critical");
        node.settings("[reboot]\ncommand = [\"sh\", \"-c\", \"echo reboot >> " + node.folder
                + "/log\"]\ngrace = \"PT0.001S\"\n");
        assertThat(node.run("run").code()).isEqualTo(103);
        assertThat(node.run("run").out()).contains("rebooting now");
        assertSlotTaken();
    }

    @Test
    void aClaimReleasedWhileTheNodeNeverWentDownIsUndone() {
        fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[]}");
        fleet.delete("groups/" + fleet.group + "/out/" + node.name);
        node.delete("reboot_required");
        node.task("abort", "10-undrain", "exit 0");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).endsWith("abort 10-undrain");
        assertThat(node.hasClaimFile()).isFalse();
    }

    /** Its run died between the commit and the reboot command: it is in no maintenance mode that would tell. */
    @ParameterizedTest
    @CsvSource({"true,run", "true,run --undo", "false,run", "false,run --undo"})
    void whatCommittedAndNeverWentDownIsUndoneThoughItsFileAndItsClaimAreGone(boolean released, String command) {
        node.task("abort", "10-undrain", "exit 0");
        node.delete("reboot_required");
        TestFleet.cluster().agent(node.name).api().put("/v1/agent/maintenance?enable=false", "");
        String claim = node.read("state/claim.json").replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        node.delete("state/claim.json");
        if (released) {
            var release = node.run("release", node.name, "--claim", claim, "--reason", "dead");
            assertThat(release.code()).as(release.err()).isZero();
        } else {
            fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[]}");
            fleet.delete("groups/" + fleet.group + "/out/" + node.name);
        }

        assertThat(node.run("check").out()).contains("would undo");
        assertThat(node.run(command.split(" ")).code()).isZero();

        assertThat(node.log()).endsWith("abort 10-undrain");
        assertThat(node.run("run --undo".split(" ")).out()).contains("nothing to undo");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).as("undone once").containsOnlyOnce("abort 10-undrain");
        assertThat(node.hasClaimFile()).isFalse();
    }

    /** What it obeys is older than its commit, however often its key was written since. */
    @Test
    void aRequestIsObeyedOnceThoughTheClaimFileIsLostOnTheWayBack() {
        String request = "nodes/" + node.name + "/reboot_required";
        assertThat(node.boot().run("run").code()).isZero();
        fleet.put(request, "because");
        assertThat(node.run("run").out()).contains("rebooting now");
        node.task("post_boot", "20-broken", "test -e " + node.folder + "/mended");
        assertThat(node.boot().run("run").code()).isEqualTo(100);
        node.delete("state/claim.json");
        node.write("mended", "");

        assertThat(node.run("run").out()).contains("back in service");

        assertThat(fleet.has(request)).isFalse();
        assertThat(node.run("run").out()).contains("nothing to do");
        assertThat(node.log().stream().filter("reboot"::equals)).hasSize(2);
    }

    /** As of a machine that was set back to a snapshot: what the node itself says in Consul was later. */
    @ParameterizedTest
    @ValueSource(strings = {"claiming", "preparing"})
    void aFileFromBeforeTheCommitCountsAsLost(String step) {
        node.task("abort", "10-undrain", "exit 0");
        node.write("state/claim.json", node.read("state/claim.json").replace("\"rebooting\"", "\"" + step + "\""));
        assertThat(node.run("check").out()).contains("under way");
        assertThat(node.run("run").out()).contains("may be under way", "drained again");
        assertSlotTaken();

        node.write("state/claim.json", node.read("state/claim.json").replace("\"rebooting\"", "\"" + step + "\""));
        assertThat(node.boot().run("check").out()).contains("would return to service");
        assertThat(node.run("run").out()).contains("back in service");
        assertThat(node.log()).contains("post_boot 10-first").doesNotContain("abort 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }
}
