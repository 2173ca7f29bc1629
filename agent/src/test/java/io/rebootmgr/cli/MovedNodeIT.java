package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose settings name another group than the one in which it took its claim. */
class MovedNodeIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatIsGoingDown() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).task("post_boot", "10-undrain", "exit 0").wantsReboot();
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.slots()).contains("rebooting");
    }

    private void moves() {
        node.write(
                "rebootmgr.toml",
                node.read("rebootmgr.toml").replace("group = \"" + fleet.group, "group = \"new-" + fleet.group));
    }

    @Test
    void whoLostItsFileTooGivesTheSlotOfItsOldGroupBack() {
        moves();
        node.delete("state");
        node.boot();
        assertThat(node.run("check").out()).contains("would return to service");

        var back = node.run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out()).contains("back in service");
        assertThat(node.log()).containsExactly("reboot", "post_boot 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("groups/" + fleet.group + "/out/" + node.name)).isFalse();
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"group\":\"new-", "\"state\":\"idle\"");
    }

    /** Its old group waits for it: what stops that stops it, and what that says of tasks holds. */
    @Test
    void whoComesBackHeedsTheGroupOfItsClaim() {
        node.task("post_boot", "10-undrain", "echo in $REBOOTMGR_GROUP >> " + node.folder + "/log");
        moves();
        node.boot();
        fleet.put("groups/" + fleet.group + "/stop", "incident");
        assertThat(node.run("check").code()).isEqualTo(102);
        assertThat(node.run("run").code()).isEqualTo(102);
        assertThat(node.log()).containsExactly("reboot");
        fleet.delete("groups/" + fleet.group + "/stop");
        fleet.put("groups/new-" + fleet.group + "/stop", "incident, too");
        assertThat(node.run("run").code()).as("it is told to be there").isEqualTo(102);
        fleet.delete("groups/new-" + fleet.group + "/stop");

        assertThat(node.run("run").code()).isZero();

        assertThat(node.log()).endsWith("in " + fleet.group);
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void whoDidNotGoDownTriesAgainInTheGroupOfItsClaim() {
        moves();
        node.settings("[reboot]\ncommand = [\"sh\", \"-c\", \"echo reboot >> " + node.folder
                + "/log\"]\ngrace = \"PT0.001S\"\n");
        moves();

        assertThat(node.run("run").code()).isEqualTo(103);
        var again = node.run("run");

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(node.log()).containsExactly("reboot", "reboot");
        assertThat(fleet.slots()).contains("rebooting");
    }

    @Test
    void aClaimThatItCannotKnowToBeItsOwnIsExplained() {
        node.boot();
        assertThat(node.run("run").out()).contains("back in service");
        fleet.put("groups/" + fleet.group + "/slots", """
                {"claims":[{"id":"c9","node":"%s","state":"rebooting","boot_id":"b","session":"",
                 "since":"2026-01-01T00:00:00Z","reason":"old"}]}""".formatted(node.name));
        moves();
        String release = "rebootmgr release " + node.name + " --claim c9";

        assertThat(node.run("check").out().replaceAll("\\s+", " "))
                .contains("holds a slot of group " + fleet.group + " (rebooting since Thu 2026-01-01 00:00 ", release);
        assertThat(node.run("doctor").out().replaceAll("\\s+", " "))
                .contains("where no run of it looks any more", release);
        assertThat(node.run("status").out().replaceAll("\\s+", " ")).contains(release);
    }
}
