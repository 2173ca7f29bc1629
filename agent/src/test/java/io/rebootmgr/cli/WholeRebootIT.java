package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One reboot from the trigger to the slot given back, and what stands where on the way. */
class WholeRebootIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void fleet() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .task("pre_boot", "20-drain", "exit 0")
                .task("pre_boot", "10-check", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("abort", "10-undrain", "exit 0");
    }

    @Test
    void withoutATriggerThereIsNothingToDo() {
        var run = node.run("run");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo(node.name + ": nothing to do: no trigger\n");
        assertThat(run.err()).isEmpty();
        assertThat(node.log()).isEmpty();
    }

    @Test
    void aFileTakesTheNodeThroughTheWholeOfIt() {
        node.wantsReboot();

        var down = node.run("run");

        assertThat(down.code()).as(down.err()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-check", "pre_boot 20-drain", "reboot");
        assertThat(fleet.slots()).contains("\"state\":\"rebooting\"", "\"node\":\"" + node.name + "\"");
        assertThat(fleet.has("groups/" + fleet.group + "/preparing/" + node.name))
                .isFalse();
        assertThat(TestFleet.maintenance(node)).startsWith("rebootmgr ").endsWith(": new kernel");

        var up = node.boot().run("run");

        assertThat(up.code()).as(up.err()).isZero();
        assertThat(node.log()).endsWith("reboot", "post_boot 10-undrain").hasSize(4);
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(fleet.get("nodes/" + node.name + "/status"))
                .contains("\"state\":\"idle\"", "\"failures\":0", "\"code\":0");
        assertThat(fleet.get("nodes/" + node.name + "/history"))
                .contains("\"name\":\"20-drain\"", "\"name\":\"boot\"", "\"end\":{\"code\":0");
        assertThat(node.run("run").out()).contains("nothing to do");
    }

    /** An end of input is no answer. A script that goes on behind it must not take the node for rebooted. */
    @ParameterizedTest
    @ValueSource(strings = {"n\n", "\n", "", "yes please\n"})
    void whatIsNotAnsweredWithYesIsNotDoneAndDoesNotLookDone(String answer) {
        for (String[] words : new String[][] {{"reboot"}, {}}) {
            var run = node.answering(answer, words);
            assertThat(run.code()).isEqualTo(64);
            assertThat(run.out()).isEqualTo("Reboot " + node.name + " now? [y/N] " + (answer.isEmpty() ? "\n" : ""));
            assertThat(run.err())
                    .isEqualTo(
                            "rebootmgr: " + node.name + " is not rebooted: the question was not answered with yes\n");
        }
        assertThat(node.log()).isEmpty();
        assertThat(node.answering("Yes\n", "reboot").code()).isZero();
        assertThat(node.log()).contains("reboot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodes/%s/reboot_required", "%s/reboot_required"})
    void aKeyOfEitherSpellingDoesAndIsClearedAfterwards(String spelling) {
        String key = spelling.formatted(node.name);
        fleet.put(key, "storage update");

        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.slots()).contains("storage update");
        assertThat(fleet.has(key)).as("still there while it reboots").isTrue();
        assertThat(node.boot().run("run").code()).isZero();

        assertThat(fleet.has(key)).isFalse();
        assertThat(node.log()).containsOnlyOnce("reboot");
    }

    @Test
    void anOperatorNeedsNoTrigger() {
        var down = node.run("reboot", "--reason", "new disk");

        assertThat(down.code()).as(down.err()).isZero();
        assertThat(fleet.slots()).contains("\"reason\":\"new disk\"");
        assertThat(node.log()).contains("reboot");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void aTriggerThatCameAnewWhileItRebootedCountsAgain() {
        String key = "nodes/" + node.name + "/reboot_required";
        fleet.put(key, "first");
        node.run("run");
        fleet.put(key, "second");

        assertThat(node.boot().run("run").code()).isZero();

        assertThat(fleet.get(key)).isEqualTo("second");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log().stream().filter("reboot"::equals)).hasSize(2);
    }

    @Test
    void aFileThatStaysIsNotObeyedTwice() {
        node.wantsReboot().run("run");

        assertThat(node.bootKeepingFiles().run("run").code()).isZero();
        var parked = node.run("run");

        assertThat(parked.code()).isEqualTo(106);
        assertThat(parked.err()).contains("parked", "reboot_required", "rebootmgr resume --node " + node.name);
        assertThat(node.run("run").code()).isEqualTo(106);
        assertThat(node.log()).containsOnlyOnce("reboot");

        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        node.wantsReboot();
        assertThat(node.run("run").out()).contains("rebooting now");
    }

    @Test
    void maintenanceThatAnOperatorHadSetStays() {
        TestFleet.cluster().agent(node.name).api().put("/v1/agent/maintenance?enable=true&reason=disk", "");
        try {
            node.wantsReboot().run("run");
            assertThat(node.boot().run("run").code()).isZero();

            assertThat(TestFleet.maintenance(node)).isEqualTo("disk");
        } finally {
            TestFleet.cluster().agent(node.name).api().put("/v1/agent/maintenance?enable=false", "");
        }
    }

    @Test
    void maintenanceThatAnOperatorSetInPlaceOfOursStays() {
        var agent = TestFleet.cluster().agent(node.name).api();
        node.wantsReboot().run("run");
        node.boot();
        agent.put("/v1/agent/maintenance?enable=false", "");
        agent.put("/v1/agent/maintenance?enable=true&reason=disk", "");
        try {
            assertThat(node.run("run").code()).isZero();

            assertThat(TestFleet.maintenance(node)).isEqualTo("disk");
        } finally {
            agent.put("/v1/agent/maintenance?enable=false", "");
        }
    }

    @Test
    void aDryRunRehearsesEveryStageAndLeavesEverythingAsItFoundIt() {
        node.wantsReboot();
        var before = fleet.api().keys(fleet.prefix + "/");

        var dry = node.run("run", "--dry-run");

        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("dry run: would reboot now; rehearsed tasks: 2 pre_boot, 1 post_boot, 1 abort");
        assertThat(node.log())
                .containsExactly(
                        "pre_boot 10-check dry",
                        "pre_boot 20-drain dry",
                        "post_boot 10-undrain dry",
                        "abort 10-undrain dry");
        assertThat(fleet.api().keys(fleet.prefix + "/")).isEqualTo(before);
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(TestFleet.maintenance(node)).isEmpty();
    }

    @Test
    void aDryRunTellsEveryTaskThatIsBroken() {
        node.wantsReboot().task("pre_boot", "20-drain", "exit 75").task("post_boot", "10-undrain", "exit 3");

        var dry = node.run("run", "--dry-run");

        assertThat(dry.code()).isEqualTo(10);
        assertThat(dry.err())
                .contains(
                        "pre_boot task 20-drain asks to be tried again",
                        "post_boot task 10-undrain failed with exit 3");
        node.task("pre_boot", "20-drain", "true");
        assertThat(node.run("run", "--dry-run").code()).isEqualTo(100);
    }

    @Test
    void aDryRunThatNobodyAskedForTellsWhatWouldHappen() {
        var open = node.run("run", "--dry-run");
        assertThat(open.code()).as(open.err()).isZero();
        assertThat(open.out())
                .contains("no trigger; if one asked, a run would reboot this node now", "`rebootmgr reboot --dry-run`");

        fleet.policy("{\"enabled\":false,\"disabled_reason\":\"disk\"}");
        var held = node.run("run", "--dry-run");
        assertThat(held.code()).as(held.err()).isZero();
        assertThat(held.out()).contains("a run would end with 101, held by enabled: ", "disk");

        fleet.put("stop", "incident 42");
        assertThat(node.run("run", "--dry-run").out()).contains("a run would end with 102", "incident 42");
        assertThat(node.log()).isEmpty();
    }

    @Test
    void aNodeWhoseClaimIsGoneFinishesItsReturnAndDoesNotRebootAgain() {
        node.wantsReboot().run("run");
        fleet.delete("");

        var up = node.boot().run("run");

        assertThat(up.code()).as(up.err()).isZero();
        assertThat(node.log()).endsWith("post_boot 10-undrain").containsOnlyOnce("reboot");
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.hasClaimFile()).isFalse();
    }

    @Test
    void aNodeThatLostItsDiskFinishesItsReturnByItsClaim() {
        fleet.put("nodes/" + node.name + "/reboot_required", "x");
        node.run("run");
        node.delete("state");

        var up = node.boot().run("run");

        assertThat(up.code()).as(up.err()).isZero();
        assertThat(node.log()).endsWith("post_boot 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("nodes/" + node.name + "/reboot_required")).isFalse();
    }
}
