package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emergency stop, and its end. */
class StopIT {
    private static final String FAILED =
            "{\"group\":\"%g\",\"state\":\"failed\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\","
                    + "\"failures\":5,\"parked\":[{\"trigger\":\"/run/reboot_required\",\"mark\":\"1:2\"}]}";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).env("USER", "alice").wantsReboot();
    }

    private String status() {
        return "nodes/" + node.name + "/status";
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "groups/%g/stop", "nodes/%n/stop"})
    void aStopHoldsUntilItsResume(String key) {
        String place = key.replace("%g", fleet.group).replace("%n", node.name);
        String[] scope = switch (key) {
            case "stop" -> new String[] {};
            case "groups/%g/stop" -> new String[] {"--group", fleet.group};
            default -> new String[] {"--node", node.name};
        };
        var stopped = node.run(with(scope, "stop", "--reason", "incident 42"));
        assertThat(stopped.code()).as(stopped.err()).isZero();
        assertThat(stopped.err()).isEmpty();
        assertThat(stopped.out())
                .contains(
                        "incident 42",
                        "no reboot is in progress",
                        "`rebootmgr " + String.join(" ", with(scope, "resume")));
        assertThat(fleet.get(place)).matches("incident 42 \\(by alice@" + node.name + " since 20[-0-9]+T[0-9:]+Z\\)");
        assertThat(node.run("run").code()).isEqualTo(102);

        var resumed = node.run(with(scope, "resume"));
        assertThat(resumed.code()).isZero();
        assertThat(resumed.out()).contains("resumed", "incident 42").doesNotContain("still stopped");
        assertThat(fleet.has(place)).isFalse();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run(with(scope, "resume")).out()).contains("nothing to resume");
    }

    private static String[] with(String[] scope, String... words) {
        String[] all = Arrays.copyOf(words, words.length + scope.length);
        System.arraycopy(scope, 0, all, words.length, scope.length);
        return all;
    }

    @Test
    void whoStoppedFirstIsNotOverwrittenBySomebodyWhoDoesNotSayWhy() {
        node.run("stop", "--reason", "incident 42");
        String alice = "incident 42 (by alice@" + node.name + " since ";
        node.env("USER", "bob");
        String told = "incident 42, by alice@" + node.name + " since ";
        assertThat(node.run("stop").out()).contains("stopped already: " + told, "that stays as it is");
        assertThat(fleet.get("stop")).startsWith(alice);
        assertThat(node.run("stop", "--reason", "worse").out())
                .contains("before: " + told, "your reason stands there in its place");
        assertThat(fleet.get("stop")).startsWith("worse (by bob@");
    }

    @Test
    void whoStoppedAndSinceWhenIsAlwaysTold() {
        node.run("stop");
        assertThat(node.run("status").out())
                .containsPattern(
                        "the fleet +[A-Z][a-z]{2} 20[-0-9]{8} [0-9:]{5} +alice@" + node.name + " +no reason given");
        assertThat(node.run("status", "--json").out())
                .contains("\"by\" : \"alice@" + node.name + "\"", "\"since\" : \"20", "\"reason\" : \"\"");
        assertThat(node.run("run").err()).contains("stopped (by alice@" + node.name + " since 20");
        fleet.put("stop", "by hand");
        assertThat(node.run("status").out()).containsPattern("the fleet +\\? +\\? +by hand");
        assertThat(node.run("stop").out()).contains("stopped already: by hand (");
        fleet.put("stop", "");
        assertThat(node.run("stop").out()).contains("stopped already: by somebody who gave no reason (");
    }

    @Test
    void aStopTellsWhatIsInProgress() {
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("stop").out())
                .contains(
                        node.name + " in group " + fleet.group + " is rebooting for ",
                        "committed",
                        "stopped the fleet: by alice@");
        assertThat(node.run("stop", "--group", fleet.group + "x", "--force").out())
                .contains("no reboot is in progress");
    }

    @Test
    void aStopStandsEvenIfTheSlotsCannotBeRead() {
        fleet.put("groups/" + fleet.group + "/slots", "garbage");
        var stopped = node.run("stop");
        assertThat(stopped.code()).isZero();
        assertThat(stopped.err()).contains("groups/" + fleet.group + "/slots");
        assertThat(fleet.has("stop")).isTrue();
    }

    @Test
    void aScopeThatNobodyKnowsIsRefusedWithWhatWasMeantAndTheWordsThatDoItAllTheSame() {
        fleet.put("nodes/web1/status", FAILED.replace("%g", "web"));
        fleet.put("nodes/db2.example.com/status", FAILED.replace("%g", "db"));

        var group = node.run("stop", "--group", "wep", "--reason", "it's on fire");
        assertThat(group.code()).isEqualTo(64);
        assertThat(group.err())
                .contains("group wep", "did you mean web?", "`rebootmgr stop --group wep --reason 'it'\\''s on fire'")
                .contains(" --force`");
        var nodeStop = node.run("stop", "--node", "wbe1");
        assertThat(nodeStop.code()).isEqualTo(64);
        assertThat(nodeStop.err()).contains("no node wbe1", "did you mean web1?");
        assertThat(node.run("stop", "--node", "db2").err()).contains("did you mean db2.example.com?");
        assertThat(node.run("stop", "--node", "mail7").err()).contains("no node mail7", "check the name");
        assertThat(fleet.has("groups/wep/stop")).isFalse();
        assertThat(fleet.has("nodes/wbe1/stop")).isFalse();

        assertThat(node.run("stop", "--group", "wep", "--force").code()).isZero();
        var forced = node.run("stop", "--node", "wbe1", "--force");
        assertThat(forced.code()).isZero();
        assertThat(forced.err()).contains("no node wbe1");
        assertThat(fleet.has("groups/wep/stop")).isTrue();
        assertThat(fleet.has("nodes/wbe1/stop")).isTrue();
        assertThat(node.run("resume", "--group", "wep").code())
                .as("its stop is there")
                .isZero();
        assertThat(node.run("resume", "--node", "wbe1").code()).isZero();
        assertThat(node.run("resume", "--node", "wbe1").code()).isEqualTo(64);
        assertThat(node.run("resume", "--group", "wep").err()).contains("did you mean web?");
    }

    @Test
    void aNameThatWasMistypedOnceIsNotKnownByThat() {
        fleet.put("nodes/web1/status", FAILED.replace("%g", "web"));
        fleet.put("groups/wep/stop", "");
        fleet.put("nodes/wbe1/stop", "");
        fleet.put("nodes/wbe1/reboot_required", "");

        assertThat(node.run("stop", "--group", "wep").err()).contains("did you mean web?");
        assertThat(node.run("stop", "--node", "wbe1").err()).contains("did you mean web1?");
        assertThat(node.run("request", "wbe1").err()).contains("did you mean web1?");
        assertThat(node.run("cancel", "wbe1").out()).contains("cancelled");
        assertThat(node.run("resume", "--node", "wbe1").out()).contains("resumed");
        assertThat(node.run("resume", "--group", "wep").out()).contains("resumed");
    }

    @Test
    void aNodeOfConsulThatNeverRanAndAGroupOfIdleNodesAreKnown() {
        assertThat(node.run("stop", "--node", fleet.node(2).name).err()).isEmpty();
        fleet.put("nodes/web1/status", FAILED.replace("%g", "web"));
        assertThat(node.run("stop", "--group", "web").err()).isEmpty();
    }

    @Test
    void aResumeTellsWhichStopsStillStand() {
        fleet.put("stop", "all");
        fleet.put("groups/" + fleet.group + "/stop", "mine");
        fleet.put("nodes/" + node.name + "/stop", "own");
        assertThat(node.run("resume", "--node", node.name).out())
                .contains("still stopped by " + fleet.prefix + "/stop: all", "/groups/" + fleet.group + "/stop: mine");
        assertThat(node.run("resume", "--group", fleet.group).out())
                .contains("still stopped by " + fleet.prefix + "/stop: all")
                .doesNotContain("nodes/");
        fleet.put("nodes/other/stop", "disk");
        assertThat(node.run("resume").out()).contains("still stopped by " + fleet.prefix + "/nodes/other/stop: disk");
    }

    @Test
    void resumingANodeThatDisabledItselfEnablesItAndOneThatAPolicyDisablesIsTold() {
        String layer = "nodes/" + node.name + "/config";
        String itself =
                "\"enabled\":false,\"disabled_reason\":\"pre_boot task 10-drain ran longer than task_timeout and was"
                        + " killed\"";
        fleet.put(status(), FAILED.replace("%g", fleet.group));
        fleet.put(layer, "{" + itself + ",\"min_uptime\":\"1s\"}");
        assertThat(node.run("resume", "--node", node.name).out())
                .contains("enabled it again in ", layer)
                .doesNotContain("still disabled");
        assertThat(fleet.get(layer)).isEqualTo("{\"min_uptime\":\"1s\"}");
        fleet.put(layer, "{" + itself + "}");
        assertThat(node.run("resume", "--node", node.name).code()).isZero();
        assertThat(fleet.has(layer)).isFalse();

        fleet.put(layer, "{\"enabled\":false,\"disabled_reason\":\"ticket 4711\"}");
        assertThat(node.run("resume", "--node", node.name).out())
                .contains(
                        "nothing to resume",
                        "still disabled by policy",
                        layer,
                        "ticket 4711",
                        "rebootmgr config unset enabled disabled_reason --node " + node.name);
        assertThat(fleet.get(layer)).contains("ticket 4711");
    }

    @Test
    void resumingANodeForgetsItsFailuresAndUnparksIt() {
        fleet.put(status(), FAILED.replace("%g", fleet.group));
        var resumed = node.run("resume", "--node", node.name);
        assertThat(resumed.code()).isZero();
        assertThat(resumed.out()).contains("forgot 5 failures", "unparked /run/reboot_required");
        assertThat(fleet.get(status())).contains("\"failures\":0", "\"idle\"").doesNotContain("parked");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void resumingTheFleetLeavesANodesFailuresAlone() {
        fleet.put(status(), FAILED.replace("%g", fleet.group));
        node.run("resume");
        assertThat(fleet.get(status())).contains("\"failures\":5");
    }

    @Test
    void aStatusThatCannotBeReadIsNamedAndNothingIsResumed() {
        fleet.put(status(), "garbage");
        fleet.put("nodes/" + node.name + "/stop", "x");
        var resumed = node.run("resume", "--node", node.name);
        assertThat(resumed.code()).isEqualTo(105);
        assertThat(resumed.err()).contains(status());
        assertThat(fleet.get(status())).isEqualTo("garbage");
        assertThat(fleet.has("nodes/" + node.name + "/stop")).isTrue();
    }
}
