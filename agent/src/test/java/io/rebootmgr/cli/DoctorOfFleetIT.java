package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What doctor finds in Consul about its node and the others. */
class DoctorOfFleetIT extends DoctorScene {
    private static final String CLAIM =
            "{\"claims\":[{\"id\":\"c1\",\"node\":\"%n\",\"state\":\"rebooting\",\"boot_id\":\"b\",\"session\":\"\","
                    + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"}]}";

    @Test
    void stopFlagsAreNoted() {
        fleet.put("stop", "incident 42");
        assertFound(0, "stop note stopped by " + fleet.prefix + "/stop: incident 42");
    }

    @Test
    void aClaimOfThisNodeWithoutItsFile() {
        fleet.put("groups/" + fleet.group + "/slots", CLAIM.replace("%n", node.name));
        assertFound(0, "under claim c1", "of which it has no file");
    }

    @Test
    void aClaimOfThisNodeInAGroupItLeft() {
        fleet.put("groups/former/slots", CLAIM.replace("%n", node.name));
        assertFound(0, "in group former, where no run of it looks", "rebootmgr release " + node.name + " --claim c1");
    }

    @Test
    void aRebootThatIsUnderWayIsOnlyNoted() {
        assertThat(node.wantsReboot().run("run").code()).isZero();
        assertFound(0, "leftovers note this node is rebooting since", "ready: 0 warn");
    }

    @Test
    void aFileOfAClaimThatIsGone() {
        assertThat(node.wantsReboot().run("run").code()).isZero();
        fleet.delete("groups/" + fleet.group + "/slots");
        fleet.delete("groups/" + fleet.group + "/out/" + node.name);
        assertFound(0, "(rebooting), which does not stand in Consul");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebootmgr c9: new kernel", "somebody's work"})
    void maintenanceForAClaimThatIsGone(String reason) {
        ConsulApi agent = TestFleet.cluster().agent(node.name).api();
        agent.put("/v1/agent/maintenance?enable=true&reason=" + reason.replace(" ", "%20"), "");
        var run = node.run("doctor");
        assertThat(run.code()).isZero();
        if (reason.startsWith("rebootmgr")) {
            assertThat(run.out())
                    .contains("on its way back from its reboot, in maintenance: claim c9", "`rebootmgr run`");
        } else {
            assertThat(run.out()).as("an operator's own").contains("ready: 0 warn");
        }
    }

    @Test
    void aNodeThatHasNotComeBackForADay() {
        fleet.put("groups/other/slots", CLAIM.replace("%n", "dead"));
        assertFound(0, "dead holds a slot of group other", "rebootmgr release dead --claim c1");
    }

    @Test
    void keysThatCannotBeRead() {
        fleet.put("groups/other/slots", "garbage");
        fleet.put("nodes/" + node.name + "/status", "garbage");
        fleet.put("nodes/" + node.name + "/history", "garbage");
        assertFound(105, "groups/other/slots", node.name + "/status", "no logbook is kept", "2 FAIL, 1 warn");
    }

    /** They hold every node, until somebody looks. */
    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "null", "{\"rollouts\":[{\"id\":\"r1\",\"open\":-5}]}"})
    void rolloutsThatCannotBeRead(String rollouts) {
        fleet.put("rollouts", rollouts);
        assertFound(13, "rollout FAIL", fleet.prefix + "/rollouts", "1 FAIL");
    }

    @Test
    void aNodeThatHasGivenUp() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"g\",\"state\":\"failed\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":5}");
        assertFound(106, "given up after 5 failures", "rebootmgr resume --node " + node.name);
    }
}
