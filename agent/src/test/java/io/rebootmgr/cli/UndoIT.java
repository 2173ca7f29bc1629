package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stop in the middle of a drain leaves the node drained: that is told, and can be undone under the stop. */
class UndoIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWhoseDrainTakesLong() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).wantsReboot().task("pre_boot", "10-drain", "exec sleep 300");
        node.task("abort", "10-undrain", "test ! -e " + node.folder + "/broken");
    }

    /** Stopped in the middle of its drain; gives what {@code stop} said. */
    private String stopped() {
        var run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the drain begins");
        String said = node.run("stop", "--reason", "incident 42").out();
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(node.log()).containsExactly("pre_boot 10-drain");
        return said;
    }

    private String slots() {
        return fleet.get("groups/" + fleet.group + "/slots");
    }

    private static String claim(String slots) {
        return slots.replaceAll("(?s).*\"id\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void itIsToldEverywhereThatTheNodeStaysDrained() {
        assertThat(stopped())
                .contains("its run ends within seconds", "stays drained", "`rebootmgr run --undo` on " + node.name);
        assertThat(node.run("stop").out())
                .contains(node.name + " in group " + fleet.group + " is drained", "`rebootmgr run --undo`")
                .doesNotContain("no reboot is in progress");
        assertThat(node.run("status", "--all").out()).contains("1 drained", "`rebootmgr run --undo` on");
        var check = node.run("check");
        assertThat(check.code()).isEqualTo(102);
        assertThat(check.out()).contains("drained by claim", "`rebootmgr run --undo`");
        assertThat(node.run("check", "--json").out()).contains("left_behind", "run --undo");
        assertThat(node.run("doctor").out()).contains("drained by claim", "`rebootmgr run --undo`");
    }

    /** It is out of service: whoever goes meanwhile would be one too many. */
    @Test
    void itKeepsItsSlotUntilThatIsUndone() {
        stopped();
        TestNode other = fleet.node(2).wantsReboot();
        assertThat(node.run("resume").code()).isZero();
        assertThat(slots()).contains("\"state\":\"drained\"");
        assertThat(other.run("run").code()).isEqualTo(4);
        assertThat(other.run("check").out()).contains("1 of 1 slot taken: " + node.name + " (drained)");
        assertThat(other.run("status").out()).contains(node.name, "drained");
        assertThat(other.run("lease", "acquire", node.name, "--hold", "--purpose", "maintenance", "--reason", "a disk")
                        .err())
                .contains("drained", "`rebootmgr run --undo` on " + node.name);
        assertThat(other.log()).isEmpty();

        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();

        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(slots()).contains("\"claims\":[]");
        assertThat(other.run("run").code()).isZero();
        assertThat(other.log()).containsExactly("reboot");
    }

    @Test
    void itIsToldThatALeaseKeepsItFromBeingUndone() {
        stopped();
        assertThat(node.run("resume").code()).isZero();
        fleet.put(
                "nodes/" + node.name + "/lease",
                "{\"id\":\"L1\",\"holder\":\"al\",\"purpose\":\"repair\",\"hold\":true,\"since\":\"2026-01-01T00:00:00Z\"}");

        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(node.run("check").out()).contains("drained by claim", "leased by al", "undoes that");
        assertThat(node.run("doctor").out()).contains("drained by claim", "leased by al");
        assertThat(node.log()).containsExactly("pre_boot 10-drain");
    }

    @Test
    void itIsUndoneUnderTheStopAndNothingElseIsDone() {
        stopped();
        var dry = node.run("run", "--undo", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("would undo");
        assertThat(node.log()).hasSize(1);

        var undone = node.run("run", "--undo");
        assertThat(undone.code()).as(undone.err()).isZero();
        assertThat(undone.out()).contains("undone", "incident 42");
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(slots()).contains("\"claims\":[]");
        assertThat(node.run("status").out()).doesNotContain("drained");
        assertThat(node.run("stop").out()).contains("no reboot is in progress");
        assertThat(node.run("check").out()).doesNotContain("drained");
        assertThat(node.run("run", "--undo").out()).contains("nothing to undo");
        assertThat(node.run("run").code()).isEqualTo(102);
        assertThat(node.log()).hasSize(2);
        assertThat(fleet.get("nodes/" + node.name + "/history"))
                .as("the first end stays")
                .contains("\"code\":102");
    }

    @Test
    void whatCouldNotBeUndoneIsTriedAgain() {
        stopped();
        node.write("broken", "");
        var failed = node.run("run", "--undo");
        assertThat(failed.code()).isEqualTo(100);
        assertThat(failed.err()).contains("10-undrain", "may still be drained", "`rebootmgr run --undo`");
        assertThat(node.hasClaimFile()).isTrue();
        assertThat(node.run("status").out()).contains("drained");
        node.delete("broken");
        assertThat(node.run("run", "--undo").code()).isZero();
        assertThat(node.hasClaimFile()).isFalse();
    }

    @Test
    void theFirstRunAfterTheStopUndoesItAsWell() {
        stopped();
        node.task("pre_boot", "10-drain", "");
        assertThat(node.run("resume").code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain", "pre_boot 10-drain", "reboot");
        assertThat(fleet.get("nodes/" + node.name + "/status")).doesNotContain("drained");
    }

    /** A file that is lost, or cut short, says nothing; the node's status says that it is drained. */
    @ParameterizedTest
    @CsvSource({"'',run", "{,run", "gone,run", "'',run --undo", "{,run --undo", "gone,run --undo"})
    void aDrainWhoseFileIsLostIsUndoneAllTheSame(String left, String command) {
        stopped();
        assertThat(node.run("resume").code()).isZero();
        node.delete("reboot_required");
        if (left.equals("gone")) {
            node.delete("state/claim.json");
        } else {
            node.write("state/claim.json", left);
        }

        var run = node.run(command.split(" "));

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(fleet.get("nodes/" + node.name + "/status")).doesNotContain("drained");
        assertThat(node.run("history").out()).doesNotContain("still stands");
        assertThat(node.run("run", "--undo").out()).contains("nothing to undo");
        assertThat(node.log()).hasSize(2);
    }

    /** As of a node without a disk that crashed in its drain: its claim goes with its session, or is released. */
    @ParameterizedTest
    @CsvSource({"false,run", "true,run", "false,run --undo", "true,run --undo"})
    void aDrainWhoseFileAndClaimAreLostIsUndoneAllTheSame(boolean released, String command) {
        var run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the drain begins");
        String status = fleet.get("nodes/" + node.name + "/status");
        String history = fleet.get("nodes/" + node.name + "/history");
        node.run("stop");
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(node.run("resume").code()).isZero();
        node.delete("reboot_required");
        node.delete("state/claim.json");
        fleet.put("nodes/" + node.name + "/status", status);
        String end = "{\"end\":{\"code\":5,\"why\":\"released by al: dead\",\"at\":\"2026-01-01T00:00:00Z\"},\"claim\"";
        fleet.put("nodes/" + node.name + "/history", released ? history.replaceFirst("\\{\"claim\"", end) : history);
        node.boot();

        assertThat(node.run("check").out()).contains("would undo");
        assertThat(node.run(command.split(" ")).code()).isZero();

        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).hasSize(2);
    }

    /** As where a disk dies in the drain, and somebody deletes a key as well. */
    @ParameterizedTest
    @CsvSource({"status,run", "history,run", "status,run --undo", "history,run --undo"})
    void aDrainOfWhichOneKeyAloneKnowsIsUndoneAllTheSame(String key, String command) {
        var run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "the drain begins");
        String value = fleet.get("nodes/" + node.name + "/" + key);
        node.run("stop");
        assertThat(run.join().code()).isEqualTo(102);
        assertThat(node.run("resume").code()).isZero();
        node.delete("reboot_required");
        node.delete("state/claim.json");
        for (String lost : List.of("nodes/" + node.name + "/status", "nodes/" + node.name + "/history")) {
            fleet.delete(lost);
        }
        fleet.delete("groups/" + fleet.group + "/out/" + node.name);
        fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[]}");
        fleet.put("nodes/" + node.name + "/" + key, value);

        assertThat(node.run(command.split(" ")).code()).isZero();

        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("run", "--undo").out()).contains("nothing to undo");
        assertThat(node.log()).hasSize(2);
    }

    /** The slot was given back all the same, and nothing tries again by itself. */
    @Test
    void aDrainWhoseAbortTasksFailedIsUndoneWhereSomebodySaysSo() {
        node.task("pre_boot", "10-drain", "exit 1").write("broken", "");
        var failed = node.run("run");
        assertThat(failed.code()).isEqualTo(100);
        assertThat(failed.err()).contains("abort task 10-undrain", "may still be drained", "`rebootmgr run --undo`");
        assertThat(slots()).contains("\"claims\":[]");
        node.delete("reboot_required");
        assertThat(node.run("check").out()).contains("may still be drained", "`rebootmgr run --undo`");
        assertThat(node.run("doctor").out()).contains("may still be drained", "`rebootmgr run --undo`");
        assertThat(node.run("history").out()).contains("not undone", "may have stayed drained");
        assertThat(node.run("run", "--undo").code()).as("still broken").isEqualTo(100);

        node.delete("broken");
        var undone = node.run("run", "--undo");

        assertThat(undone.code()).as(undone.err()).isZero();
        assertThat(undone.out()).contains("undone");
        assertThat(node.run("run", "--undo").out()).contains("nothing to undo");
        assertThat(node.run("doctor").out()).doesNotContain("may still be drained");
        assertThat(node.run("history").out()).doesNotContain("not undone").contains("undone");
        assertThat(fleet.get("nodes/" + node.name + "/status")).doesNotContain("\"drained\"");
    }

    /** Its own slot is in nobody's way but others'. */
    @Test
    void itIsToldWhatFollowsOnceThatIsUndone() {
        stopped();
        assertThat(node.run("resume").code()).isZero();

        assertThat(node.run("check").out()).contains("would undo what an unfinished run left", "exit 0");
        assertThat(node.run("run", "--dry-run").out()).doesNotContain("held by slot");
    }

    /** Who took its place meanwhile is out as well: nobody else goes before both are back. */
    @Test
    void oneWhosePlaceWasTakenHoldsOthersWhileThatIsUndone() {
        TestNode other = tookItsPlace();
        node.task("abort", "10-undrain", "exec sleep 300");
        var run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("abort 10-undrain"), Await.BOUND, "the drain is being undone");

        assertThatNobodyElseGoes(other);

        fleet.put("stop", "");
        assertThat(run.join().code()).isEqualTo(102);
    }

    @Test
    void oneWhosePlaceWasTakenHoldsOthersUnderAStopOfItsOwn() {
        TestNode other = tookItsPlace();
        node.run("stop", "--node", node.name);
        assertThat(node.run("run").code()).isEqualTo(102);

        assertThatNobodyElseGoes(other);

        node.run("resume", "--node", node.name);
        assertThat(node.run("run").code()).isZero();
        assertThat(slots()).contains("\"claims\":[]");
    }

    private TestNode tookItsPlace() {
        stopped();
        assertThat(node.run("resume").code()).isZero();
        node.delete("reboot_required");
        fleet.delete("groups/" + fleet.group + "/out/" + node.name);
        fleet.put("groups/" + fleet.group + "/slots", "{\"claims\":[]}");
        TestNode other = fleet.node(2).wantsReboot();
        assertThat(other.run("run").code()).isZero();
        return other;
    }

    private void assertThatNobodyElseGoes(TestNode other) {
        assertThat(slots()).contains("\"drained\"", "\"rebooting\"");
        assertThat(other.boot().run("run").code()).isZero();
        TestNode third = fleet.node(3).wantsReboot();
        assertThat(third.run("run").code()).isEqualTo(4);
        assertThat(third.log()).isEmpty();
    }

    /** The logbook is all that knows of it. */
    @Test
    void aDrainOfWhichNothingElseIsLeftIsUndoneAllTheSame() {
        stopped();
        assertThat(node.run("resume").code()).isZero();
        node.delete("reboot_required");
        node.delete("state/claim.json");
        fleet.delete("nodes/" + node.name + "/status");
        fleet.delete("groups/" + fleet.group + "/out/" + node.name);

        assertThat(node.run("run").code()).isZero();

        assertThat(node.log()).containsExactly("pre_boot 10-drain", "abort 10-undrain");
        assertThat(slots()).contains("\"claims\":[]");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).hasSize(2);
    }

    /** It may say that its node is drained. */
    @Test
    void aStatusThatCannotBeReadIsToldThoughNothingIsWanted() {
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        fleet.put("nodes/" + node.name + "/status", "{");

        var run = node.run("run");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(105);
        assertThat(run.err()).contains("nodes/" + node.name + "/status", "fix or delete it");
        assertThat(node.run("run", "--undo").code()).isEqualTo(105);
        assertThat(fleet.get("nodes/" + node.name + "/status")).isEqualTo("{");
    }

    @Test
    void aNodeThatWasToldToRebootIsNotPutBack() {
        node.task("pre_boot", "10-drain", "");
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("stop").code()).isZero();
        String before = slots();
        var refused = node.run("run", "--undo");
        assertThat(refused.code()).isEqualTo(9);
        assertThat(refused.err()).contains("may go down at any moment");
        assertThat(node.run("release", node.name, "--claim", claim(before), "--reason", "test")
                        .code())
                .isZero();
        assertThat(node.run("run", "--undo").code())
                .as("released, and told to reboot")
                .isEqualTo(9);
        assertThat(node.boot().run("run", "--undo").code()).isEqualTo(102);
        assertThat(node.log()).doesNotContain("abort 10-undrain");
        assertThat(node.run("check").out()).contains("on its way back from its reboot", "released by", "because: test");
    }

    @Test
    void theNodeOfSomebodyElseIsLeftAlone() {
        stopped();
        node.settings("")
                .write(
                        "rebootmgr.toml",
                        node.read("rebootmgr.toml").replace("name = \"" + node.name, "name = \"other"));
        assertThat(node.run("run", "--undo").code()).isEqualTo(105);
        assertThat(node.log()).hasSize(1);
    }

    @Test
    void itGoesWithNothingElse() {
        assertThat(node.run("run", "--undo", "--wait", "1h").code()).isEqualTo(64);
        assertThat(node.run("run", "--undo", "--ignore", "window").code()).isEqualTo(64);
    }
}
