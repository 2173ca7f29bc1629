package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the field did to single nodes: files and keys that are lost, garbled or somebody else's, and what becomes of
 * them.
 */
class FieldFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-undrain", "exit 0")
                .task("abort", "10-undo", "exit 0");
    }

    private String own(String key) {
        return "nodes/" + node.name + "/" + key;
    }

    @Test
    void aClaimFileThatCannotBeReadIsPutAsideAndConsulsWordCounts() {
        assertThat(node.wantsReboot().run("run").code()).isZero();
        node.write("state/claim.json", "{\"id\":");

        var back = node.boot().run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out()).contains("back in service");
        assertThat(node.read("state/claim.json.unreadable")).isEqualTo("{\"id\":");
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot", "post_boot 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void whoWasReleasedAndLostItsStateDirectoryStillLeavesMaintenance() {
        assertThat(node.wantsReboot().run("run").code()).isZero();
        assertThat(TestFleet.maintenance(node)).contains("rebootmgr ");
        String claim = fleet.slots().replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
        assertThat(fleet.node(2)
                        .run("release", node.name, "--claim", claim, "--reason", "mainboard")
                        .code())
                .isZero();
        node.delete("state");

        var back = node.boot().run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot", "post_boot 10-undrain");
        assertThat(node.run("run").out()).contains("nothing to do");
    }

    /** The same in the boot that was to be left: what did not happen is not told. */
    @Test
    void whoWasReleasedAndLostItsStateDirectoryBeforeItWentDownHasNotRebooted() {
        assertThat(node.wantsReboot().run("run").code()).isZero();
        String claim = fleet.slots().replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
        assertThat(fleet.node(2)
                        .run("release", node.name, "--claim", claim, "--reason", "hangs")
                        .code())
                .isZero();
        node.delete("state");
        node.delete("reboot_required");

        var run = node.run("run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(TestFleet.maintenance(node)).isEmpty();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot", "abort 10-undo");
        assertThat(node.run("history").out())
                .contains("released after", "undone  ")
                .doesNotContain("done in");
        assertThat(node.run("status").out()).doesNotContain("rebooted: ");
    }

    @Test
    void aGarbledStatusHoldsANewRebootAndNeverAReturn() {
        assertThat(node.wantsReboot().run("run").code()).isZero();
        fleet.put(own("status"), "garbage");

        var back = node.boot().run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out()).contains("back in service");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(node.wantsReboot().run("run").code()).isEqualTo(105);
    }

    @Test
    void soDoesADisklessNodesGarbledStatus() {
        fleet.put(own("reboot_required"), "new kernel");
        assertThat(node.run("run").code()).isZero();
        fleet.put(own("status"), "garbage");
        node.delete("state");

        assertThat(node.boot().run("run").out()).contains("back in service");

        assertThat(fleet.has(own("reboot_required"))).as("obeyed once").isFalse();
    }

    @Test
    void aClaimThatVanishedBehindAPreparingNodesBackIsLostAndNotASlotTaken() {
        fleet.policy("{\"settle\":\"60s\"}");
        CompletableFuture<TestNode.Result> run =
                CompletableFuture.supplyAsync(() -> node.wantsReboot().run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), SOON, "it drains");
        fleet.put("groups/" + fleet.group + "/slots", """
                {"claims":[{"id":"other","node":"other","state":"rebooting","boot_id":"b","session":"",
                 "since":"2026-01-01T00:00:00Z","reason":"r"}]}""");

        var result = run.join();

        assertThat(result.code()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("does not stand in Consul as it should");
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undo");
    }

    @Test
    void garbageInAnotherGroupHoldsOnlyThoseWhoseHealthNeedsIt() {
        fleet.put("groups/another/slots", "garbage");
        assertThat(node.wantsReboot().run("check").code()).isZero();
        TestFleet.cluster().agent(node.name).api().registerService("web-1", "web", "rebootmgr");

        var check = node.run("check");

        assertThat(check.code()).as(check.out()).isEqualTo(105);
        assertThat(check.out()).contains("groups/another/slots");
    }

    @Test
    void theGracePeriodGoesByTheClockOfTheBoot() {
        node.settings("[reboot]\ncommand = [\"true\"]\ngrace = \"2s\"\n");
        assertThat(node.wantsReboot().run("run").code()).isZero();
        // As a wall clock would have written it that was set back since.
        for (String key : new String[] {"slots", "out/" + node.name}) {
            String then = fleet.get("groups/" + fleet.group + "/" + key);
            fleet.put("groups/" + fleet.group + "/" + key, then.replaceAll("\"since\":\"2", "\"since\":\"3"));
        }
        node.delete("state");

        Await.until(() -> node.run("run").code() == 103, SOON, "it is overdue");
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsToldByCheckAndRunAlikeAndBeforeAnythingIsDrained() throws Exception {
        assumeTrue(
                mounts("-t", "tmpfs", "-o", "ro,mode=0700", "none", node.wantsReboot().folder + "/tasks/abort_tasks"));
        try {
            node.write("rebootmgr.toml", node.read("rebootmgr.toml").replace("/state\"", "/tasks/abort_tasks\""));

            var check = node.run("check");
            var run = node.run("run");
            var rehearsal = node.run("run", "--dry-run");

            assertThat(check.code()).as(check.out()).isEqualTo(105);
            assertThat(run.code()).as(run.err()).isEqualTo(105);
            assertThat(rehearsal.code()).as(rehearsal.err()).isEqualTo(105);
            assertThat(check.out()).contains("paths.state");
            assertThat(run.err()).contains("paths.state");
            assertThat(node.log()).isEmpty();
            assertThat(fleet.slots()).isEmpty();
        } finally {
            new ProcessBuilder("umount", node.folder + "/tasks/abort_tasks")
                    .start()
                    .waitFor();
        }
    }

    @Test
    void aFullDiskIsToldByDoctorCheckAndRunAlikeAndBeforeAnythingIsDrained() throws Exception {
        Path state = Files.createDirectories(node.wantsReboot().folder.resolve("state"));
        assumeTrue(mounts("-t", "tmpfs", "-o", "size=64k,mode=0700", "none", state.toString()));
        try {
            byte[] page = new byte[4096];
            Path filler = state.resolve("filler");
            assertThatThrownBy(() -> {
                        while (true) {
                            Files.write(filler, page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        }
                    })
                    .hasMessageContaining("No space left");

            var doctor = node.run("doctor");
            var check = node.run("check");
            var run = node.run("run");
            var rehearsal = node.run("run", "--dry-run");

            assertThat(doctor.out())
                    .containsPattern("files +FAIL +cannot write .*claim.json")
                    .containsPattern("no\\s+space\\s+left\\s+on\\s+device");
            for (var one : List.of(check, run, rehearsal)) {
                assertThat(one.code()).as(one.out() + one.err()).isEqualTo(105);
                assertThat((one.out() + one.err()).replaceAll("\\s+", " "))
                        .contains("(no space left on device): paths.state")
                        .doesNotContain("java.io");
            }
            assertThat(node.log()).isEmpty();
            assertThat(fleet.slots()).isEmpty();
            try (var files = Files.list(state)) {
                assertThat(files).as("of the probes nothing is left").containsExactly(filler);
            }
            Files.delete(filler);
            assertThat(node.run("check").code()).isZero();
        } finally {
            new ProcessBuilder("umount", state.toString()).start().waitFor();
        }
    }

    private static boolean mounts(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
