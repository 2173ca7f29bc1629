package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.task.Stage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks with headers, by the real program on a real Consul: their order, their time, and what none of them survives.
 */
class TaskOrderIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).wantsReboot();
    }

    /** Named the wrong way round. */
    private void services(String stage) {
        node.headed(stage, "10-api", "# Service: api\n# Requires: db")
                .headed(stage, "20-db", "# Service: db\n# After: net")
                .headed(stage, "30-net", "# Service: net")
                .headed(stage, "40-check", "# Step: 0");
    }

    @Test
    void everyStageRunsInTheOrderOfItsHeaders() {
        services("pre_boot");
        services("post_boot");
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(node.log())
                .containsExactly(
                        "pre_boot 40-check",
                        "pre_boot 30-net",
                        "pre_boot 20-db",
                        "pre_boot 10-api",
                        "reboot",
                        "post_boot 40-check",
                        "post_boot 30-net",
                        "post_boot 20-db",
                        "post_boot 10-api");
    }

    @Test
    void aDrainIsUndoneAndADryRunRehearsesInTheirOrderToo() {
        services("abort");
        node.task("pre_boot", "10-later", "[ -n \"$REBOOTMGR_DRY_RUN\" ] || exit 75");
        assertThat(node.run("run", "--dry-run").code()).isZero();
        assertThat(node.log())
                .containsExactly(
                        "pre_boot 10-later dry",
                        "abort 40-check dry",
                        "abort 30-net dry",
                        "abort 20-db dry",
                        "abort 10-api dry");
        node.delete("log");
        assertThat(node.run("run").code()).isEqualTo(10);
        assertThat(node.log())
                .containsExactly("pre_boot 10-later", "abort 40-check", "abort 30-net", "abort 20-db", "abort 10-api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# After: 20-b", "# Requires: nowhere", "# Step: x", "# Once: fleet"})
    void whatNoOrderDoesIsToldBeforeAnythingIsClaimed(String field) {
        for (Stage stage : Stage.OF_TASKS) {
            node.headed(stage.label(), "10-a", field).headed(stage.label(), "20-b", "# After: 10-a");
            asksFor(stage);
            // What comes once at the end of a rollout holds no change of a node.
            List<String> held = stage == Stage.FINALIZE ? List.of() : List.of("run", "run --dry-run", "check");
            for (String command : held) {
                var ended = node.run(command.split(" "));
                assertThat(ended.code()).as(stage + " " + ended.err()).isEqualTo(105);
                assertThat(ended.out() + ended.err()).contains("10-a", stage.directory());
            }
            var validated = node.run("config", "validate");
            assertThat(validated.code()).isEqualTo(105);
            assertThat(validated.err()).contains(stage.directory());
            assertThat(node.run("doctor").out()).contains("10-a");
            node.delete("tasks/" + stage.directory() + "/10-a");
            node.delete("tasks/" + stage.directory() + "/20-b");
        }
        assertThat(fleet.slots()).isEmpty();
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(node.log()).isEmpty();
        assertThat(node.run("config", "validate").code()).isZero();
    }

    /** Hot tasks are run by a hot change alone, all others by a reboot. */
    private void asksFor(Stage stage) {
        String request = "nodes/" + node.name + "/change_required";
        if (stage == Stage.HOT) {
            node.delete("reboot_required");
            fleet.put(request, "{\"kind\":\"hot\",\"reason\":\"packages\"}");
        } else {
            fleet.delete(request);
            node.wantsReboot();
        }
    }

    private void lasting(String timeout, String script) {
        String header = "### BEGIN REBOOTMGR INFO\n# Timeout: " + timeout + "\n### END REBOOTMGR INFO\n";
        node.task("pre_boot", "10-long", header + script);
    }

    @Test
    void aTasksOwnTimeoutCountsInsteadAndDisablesTheNodeAsWell() {
        lasting("1s", "sleep 60");
        var run = node.run("run");
        String why = "pre_boot task 10-long ran longer than the Timeout in its header and was killed";
        assertThat(run.code()).isEqualTo(100);
        assertThat(run.err()).contains(why);
        assertThat(fleet.get("nodes/" + node.name + "/config")).contains(why);
        assertThat(node.run("run").code()).isEqualTo(101);

        fleet.delete("nodes/" + node.name + "/config");
        fleet.policy("{\"task_timeout\":\"1s\"}");
        lasting("1m", "sleep 2");
        assertThat(node.run("run").code()).as("longer than the policy's").isZero();
    }

    /** As a package that is upgraded by a task does it: what had its place keeps it, the next stage is another one. */
    @Test
    void aFileThatIsReplacedWhileItsStageRunsKeepsItsPlace() {
        node.headed("pre_boot", "20-b", "# Step: 90");
        String other = folder + "/other";
        node.task(
                "pre_boot",
                "10-a",
                "sed 's/Step: 90/Step: none/' " + node.tasks("pre_boot") + "/20-b > " + other + "; chmod +x " + other
                        + "; mv " + other + " " + node.tasks("pre_boot") + "/20-b");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-a", "pre_boot 20-b", "reboot");
    }

    @Test
    void aHeaderThatBreaksMeanwhileKeepsTheSlotUntilItIsFixed() {
        node.headed("post_boot", "10-a", "# Step: 1");
        assertThat(node.run("run").code()).isZero();
        node.boot().headed("post_boot", "10-a", "# Step: one");
        var back = node.run("run");
        assertThat(back.code()).isEqualTo(105);
        assertThat(back.err()).contains("10-a says Step");
        assertThat(fleet.slots()).contains(node.name);
        node.headed("post_boot", "10-a", "# Step: 1");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("reboot", "post_boot 10-a");
    }

    @Test
    void doctorTellsOfFieldsThatNobodyReads() {
        node.headed("pre_boot", "10-a", "# Service: a\n# Require: b");
        var doctor = node.run("doctor");
        assertThat(doctor.out().replaceAll("\\s+", " "))
                .contains("1 pre_boot task in the order of their headers; `rebootmgr tasks` shows it")
                .contains("10-a says Require in its header, which nobody reads")
                .contains("-> correct the name to one of Service, Step, After, Requires, Tags, Once, Timeout");
    }
}
