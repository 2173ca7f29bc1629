package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulAgent;
import java.nio.file.Path;
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
