package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulAgent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two machines that call themselves the same, each with a Consul agent of its own: only the one whose agent has the
 * name acts.
 */
class IdentityIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode genuine;
    private TestNode namesake;

    @BeforeEach
    void twoOfOneName() {
        fleet = new TestFleet(folder).policy("{}");
        genuine = fleet.node(1);
        ConsulAgent other = TestFleet.cluster().clients().get(1);
        namesake = new TestNode(
                folder.resolve("namesake"), other.http().toString(), genuine.name, fleet.prefix, fleet.group);
        namesake.task("post_boot", "10-undrain", "exit 0");
    }

    @Test
    void anIdleNamesakeDoesNotTakeTheOthersClaimForItsOwn() {
        assertThat(genuine.wantsReboot().run("run").code()).isZero();
        String down = fleet.slots();

        var run = namesake.run("run");

        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err())
                .contains(genuine.name, TestFleet.cluster().clients().get(1).node(), "node.name");
        assertThat(fleet.slots()).isEqualTo(down);
        assertThat(namesake.log()).isEmpty();
        assertThat(namesake.run("check").code()).isEqualTo(105);
    }

    @Test
    void whoeverWouldDoSomethingSaysWhoItIsAndWritesNothing() {
        namesake.wantsReboot();

        for (String command : new String[] {"run", "reboot", "check"}) {
            var run = command.equals("reboot") ? namesake.run(command, "--yes") : namesake.run(command);
            assertThat(run.code()).as(command + run.out() + run.err()).isEqualTo(105);
            assertThat(run.out() + run.err()).contains("calls itself " + genuine.name);
        }
        assertThat(namesake.log()).isEmpty();
        assertThat(fleet.has("nodes/" + genuine.name + "/status")).isFalse();
        assertThat(namesake.hasClaimFile()).isFalse();
    }

    /** What the other machine says of itself, or of its place in a rollout, is no namesake's to write, idle or not. */
    @Test
    void anIdleNamesakeWritesNothingInTheOthersName() {
        assertThat(genuine.run("request").code()).isZero();
        assertThat(genuine.run("run").code()).isZero();
        assertThat(genuine.boot().run("run").code()).isZero();
        String key = "nodes/" + genuine.name + "/status";
        String said = fleet.get(key);
        long index = fleet.index(key);
        assertThat(said).contains(genuine.read("boot_id").strip());

        for (int run = 0; run < 2; run++) {
            assertThat(namesake.run("run").err()).containsOnlyOnce("calls itself " + genuine.name);
        }

        assertThat(fleet.get(key)).isEqualTo(said);
        assertThat(fleet.index(key)).isEqualTo(index);
    }

    /** It would judge the wave in the other's name, and at the end run what comes once on the wrong machine. */
    @Test
    void aNamesakeLooksAfterNoRollout() {
        genuine.task("hot", "10-update", "exit 0").env("USER", "alice");
        known(genuine);
        known(fleet.node(3));
        String id = ordered(
                "start", "v2", "--change", "hot", "--reason", "openssl", "--canaries", genuine.name, "--soak", "1h");
        assertThat(genuine.run("run").code()).isZero();
        ordered("advance", id);
        String soaked = fleet.get("rollouts");

        for (int run = 0; run < 2; run++) {
            assertThat(namesake.run("run").err()).contains("calls itself " + genuine.name);
        }

        assertThat(fleet.get("rollouts")).isEqualTo(soaked);
        assertThat(genuine.run("run").code()).isZero();
        assertThat(fleet.get("rollouts")).isNotEqualTo(soaked);
    }

    /** Whoever types a command on the misnamed machine means that machine. */
    @Test
    void aCommandWithoutANodeDoesNotActForTheOther() {
        genuine.run("request");
        long asked = fleet.index("nodes/" + genuine.name + "/reboot_required");
        for (String command : List.of("request", "cancel")) {
            var refused = namesake.run(command);
            assertThat(refused.code()).as(command + refused.out()).isEqualTo(105);
            assertThat(refused.err()).contains("calls itself " + genuine.name, "nothing was done");
        }
        assertThat(fleet.index("nodes/" + genuine.name + "/reboot_required")).isEqualTo(asked);
        assertThat(namesake.run("cancel", genuine.name).code())
                .as("by its name it can be meant")
                .isZero();
    }

    /** The name of the settings alone makes no node: Consul knows this machine by another one. */
    @Test
    void aNameThatOnlyTheSettingsKnowIsASlip() {
        String full = genuine.name + ".example.com";
        TestNode misnamed = new TestNode(
                folder.resolve("misnamed"),
                TestFleet.cluster().clients().getFirst().http().toString(),
                full,
                fleet.prefix,
                fleet.group);

        var refused = misnamed.run("stop", "--node", full);

        assertThat(refused.code()).as(refused.out()).isEqualTo(64);
        assertThat(refused.err()).contains("no node " + full);
        assertThat(fleet.has("nodes/" + full + "/stop")).isFalse();
        assertThat(genuine.run("stop", "--node", genuine.name).code()).isZero();
    }

    private String ordered(String... words) {
        List<String> all = new ArrayList<>(List.of("rollout"));
        all.addAll(List.of(words));
        var run = genuine.run(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    private void known(TestNode node) {
        fleet.put(
                "nodes/" + node.name + "/status",
                ("{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"%s\","
                                + "\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}")
                        .formatted(fleet.group, node.read("boot_id")));
    }

    @Test
    void aNodeWithoutADiskComesBackByItsName() {
        genuine.task("post_boot", "10-undrain", "exit 0");
        assertThat(genuine.wantsReboot().run("run").code()).isZero();
        genuine.delete("state");

        var back = genuine.boot().run("run");

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out()).contains("back in service: new kernel");
        assertThat(genuine.log()).containsExactly("reboot", "post_boot 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
        assertThat(fleet.has("groups/" + fleet.group + "/out/" + genuine.name)).isFalse();
    }
}
