package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first reboot command of a claim that was committed before it: after drained tasks, or where the run that
 * committed died. One that fails is undone as on any other way.
 */
class FirstCommandIT {
    private static final String FAILS = "[reboot]\ncommand = [\"sh\", \"-c\", \"exit 1\"]\ngrace = \"PT0.001S\"\n";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatIsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .task("pre_boot", "10-drain", "exit 0")
                .task("abort", "10-undrain", "exit 0")
                .wantsReboot();
    }

    /** As a run leaves it that dies between its commit and its command. */
    private void hasCommitted() {
        node.delete("tasks/drained_tasks");
        assertThat(node.run("run").code()).isZero();
        node.delete("log");
        node.write(
                "state/claim.json", node.read("state/claim.json").replace("\"commanded\":true", "\"commanded\":false"));
    }

    private void assertUndone() {
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("groups/" + fleet.group + "/out/" + node.name)).isFalse();
        assertThat(node.log()).endsWith("abort 10-undrain");
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(TestFleet.cluster()
                        .clients()
                        .getFirst()
                        .api()
                        .get("/v1/agent/checks")
                        .has("_node_maintenance"))
                .isFalse();
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"failures\":1");
    }

    @Test
    void thatFailsAfterDrainedTasksIsUndoneAfterTheGracePeriod() {
        node.task("drained", "10-update", "exit 0").settings(FAILS);
        failsAndIsUndoneAfterTheGracePeriod();
    }

    @Test
    void thatFailsInALaterRunThanTheCommitIsUndoneAfterTheGracePeriod() {
        hasCommitted();
        node.settings(FAILS);
        failsAndIsUndoneAfterTheGracePeriod();
    }

    private void failsAndIsUndoneAfterTheGracePeriod() {
        var failed = node.run("run");
        assertThat(failed.code()).as(failed.err()).isEqualTo(107);
        assertThat(fleet.slots()).contains("rebooting");
        node.delete("reboot_required");

        var undone = node.run("run");

        assertThat(undone.code()).as(undone.err()).isZero();
        assertUndone();
    }

    @Test
    void thatCannotBeStartedAfterDrainedTasksIsUndoneAtOnce() {
        node.task("drained", "10-update", "exit 0");
        cannotBeStartedAndIsUndone();
    }

    @Test
    void thatCannotBeStartedInALaterRunThanTheCommitIsUndoneAtOnce() {
        hasCommitted();
        cannotBeStartedAndIsUndone();
    }

    private void cannotBeStartedAndIsUndone() {
        node.settings("[reboot]\ncommand = [\"" + node.folder + "/no-such-command\"]\n");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isEqualTo(107);
        assertThat(run.err()).contains("could not be started");
        assertUndone();
    }

    /** An earlier command may take the node down yet, whatever becomes of this one. */
    @Test
    void thatWasGivenAndDidNotFailIsWaitedForThoughTheSecondCannotBeStarted() {
        node.settings("[reboot]\ncommand = [\"true\"]\ngrace = \"PT0.001S\"\n");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("run").code()).isEqualTo(103);
        node.settings("[reboot]\ncommand = [\"" + node.folder + "/no-such-command\"]\ngrace = \"PT0.001S\"\n");

        assertThat(node.run("run").code()).isEqualTo(107);
        assertThat(node.run("run").code()).as("tried again").isNotZero();
        assertThat(fleet.slots()).contains("rebooting");
        assertThat(node.log()).doesNotContain("abort 10-undrain");
    }
}
