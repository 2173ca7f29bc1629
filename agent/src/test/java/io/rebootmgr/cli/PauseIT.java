package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pause: nothing new begins, and what has begun goes on to its end. */
class PauseIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .env("USER", "alice")
                .task("abort", "10-undrain", "exit 0")
                .wantsReboot();
    }

    private String status() {
        return "nodes/" + node.name + "/status";
    }

    private static String[] with(String[] scope, String... words) {
        String[] all = Arrays.copyOf(words, words.length + scope.length);
        System.arraycopy(scope, 0, all, words.length, scope.length);
        return all;
    }

    /** As whoever means for ever may write it by hand: the last moment that can be read. */
    @Test
    void oneUntilTheEndOfTimeHoldsAndLeavesAStatusThatCanBeRead() {
        fleet.put("pause", "{\"reason\":\"for ever\",\"until\":\"9999-12-31T23:59:59Z\"}");
        assertThat(node.run("run").code()).isEqualTo(9);
        assertThat(node.run("run").code()).isEqualTo(9);
        assertThat(node.run("status").out())
                .contains("held by pause", "for ever")
                .doesNotContain("should be");
        fleet.delete("pause");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void whoEndsAPauseThatIsOverIsToldSoAndSinceWhen() {
        fleet.put("pause", "{\"reason\":\"release 7\",\"by\":\"alice@adm1\",\"until\":\"2026-01-30T14:00:00Z\"}");
        var over = node.run("unpause");
        assertThat(over.code()).isZero();
        assertThat(over.out())
                .startsWith("nothing to unpause: the pause of the fleet was over since Fri 2026-01-30 14:00 UTC")
                .contains("(release 7) is removed");
        assertThat(fleet.has("pause")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "groups/%g/pause", "nodes/%n/pause"})
    void aPauseHoldsUntilItIsEnded(String key) {
        String place = key.replace("%g", fleet.group).replace("%n", node.name);
        String[] scope = switch (key) {
            case "pause" -> new String[] {};
            case "groups/%g/pause" -> new String[] {"--group", fleet.group};
            default -> new String[] {"--node", node.name};
        };
        var paused = node.run(with(scope, "pause", "--reason", "release 7"));
        assertThat(paused.code()).as(paused.err()).isZero();
        assertThat(paused.err()).isEmpty();
        assertThat(paused.out())
                .contains("release 7", "alice@", "no reboot is in progress")
                .contains("`rebootmgr " + String.join(" ", with(scope, "unpause")));
        assertThat(fleet.get(place)).contains("\"reason\":\"release 7\"", "\"by\":\"alice@", "\"since\":");
        assertThat(fleet.get(place)).doesNotContain("until");

        var held = node.run("run");
        assertThat(held.code()).isEqualTo(9);
        assertThat(held.err()).contains("held by pause", "release 7", "alice@");
        assertThat(node.log()).isEmpty();
        assertThat(fleet.get(status())).contains("\"state\":\"held\"", "held by pause");
        assertThat(node.run("reboot", "--yes").code()).as("by hand").isEqualTo(9);
        assertThat(node.run("check").out()).contains("pause", "HOLD", "release 7");
        assertThat(node.run("status").out()).contains("PAUSED", "release 7");
        assertThat(node.run("status", "--json").out()).contains("\"pauses\"", "\"holds\" : true");

        var unpaused = node.run(with(scope, "unpause"));
        assertThat(unpaused.out()).contains("unpaused", "release 7").doesNotContain("still");
        assertThat(fleet.has(place)).isFalse();
        assertThat(node.run(with(scope, "unpause")).out()).contains("nothing to unpause");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aHeldNodeWritesItOnce() {
        fleet.put("pause", "please wait");
        assertThat(node.run("run").code()).isEqualTo(9);
        long written = fleet.index(status());
        assertThat(node.run("run").code()).isEqualTo(9);
        assertThat(node.run("run").code()).isEqualTo(9);
        assertThat(fleet.index(status())).isEqualTo(written);
    }

    @Test
    void whatHasBegunGoesOnToItsEnd() {
        node.task("pre_boot", "10-drain", "until [ -e " + folder + "/go ]; do sleep 0.1; done");
        var run = CompletableFuture.supplyAsync(() -> node.run("run"));
        Await.until(() -> node.log().contains("pre_boot 10-drain"), Await.BOUND, "its task runs");
        assertThat(node.run("pause").out()).contains(node.name, "is preparing", "goes on to its end");
        node.write("../go", "");
        assertThat(run.join().code()).as(run.join().err()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot");
        node.boot();
        assertThat(node.run("run").code()).as("on its way back").isZero();
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");

        node.wantsReboot();
        assertThat(node.run("run").code()).as("the next one is new").isEqualTo(9);
    }

    @Test
    void aPauseIsIgnoredByName() {
        fleet.put("pause", "please wait");
        var run = node.run("run", "--ignore", "pause");
        assertThat(run.code()).isZero();
        assertThat(node.log()).containsExactly("reboot");
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"ignored\":[\"pause\"]");
    }

    @Test
    void aPauseEndsByItself() {
        assertThat(node.run("pause", "--for", "1h").code()).isZero();
        assertThat(fleet.get("pause")).contains("\"until\":\"20");
        assertThat(node.run("run").code()).isEqualTo(9);
        fleet.put("pause", "{\"reason\":\"old\",\"until\":\"2020-01-01T00:00:00Z\"}");
        assertThat(node.run("status").out()).doesNotContain("PAUSED");
        assertThat(node.run("run").code()).isZero();
        for (String none : List.of("0s", "999ms", "-1h")) {
            assertThat(node.run("pause", "--for", none))
                    .satisfies(run -> assertThat(run.code()).isEqualTo(64))
                    .satisfies(run -> assertThat(run.err()).contains("1s or longer"));
        }
    }

    @Test
    void whoPausedFirstIsReplacedOnlyByWhoSaysWhyOrHowLong() {
        node.run("pause", "--reason", "release 7");
        assertThat(node.run("pause").out()).contains("already paused", "release 7");
        node.run("pause", "--for", "1h");
        assertThat(fleet.get("pause")).contains("release 7", "until");
        assertThat(node.run("pause", "--reason", "worse").out()).contains("before it was", "release 7");
        assertThat(fleet.get("pause")).contains("worse").doesNotContain("until");
        fleet.put("pause", "{\"reason\":\"old\",\"until\":\"2020-01-01T00:00:00Z\"}");
        assertThat(node.run("pause").out()).doesNotContain("already", "old");
    }

    @Test
    void neitherCommandEndsTheOtherKindAndEachSaysSo() {
        fleet.put("stop", "incident 42");
        fleet.put("nodes/" + node.name + "/pause", "bad disk");
        assertThat(node.run("unpause", "--node", node.name).out())
                .contains("unpaused", "still stopped by " + fleet.prefix + "/stop: incident 42");
        fleet.put("pause", "release 7");
        assertThat(node.run("resume").out()).contains("still paused by " + fleet.prefix + "/pause: release 7");
        assertThat(fleet.has("pause")).isTrue();
        assertThat(node.run("unpause", "--group", fleet.group).out()).contains("still paused by");
    }

    @Test
    void anAgentThatDoesNotKnowPausesIsNamed() {
        fleet.put(
                "nodes/old7/status",
                "{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"0.1.0\",\"failures\":0}"
                        .formatted(fleet.group));
        assertThat(node.run("pause", "--group", fleet.group).err()).contains("old7 (0.1.0)", "rebootmgr stop");
        assertThat(node.run("pause", "--node", node.name).err()).isEmpty();
        node.run("run");
        assertThat(fleet.get(status())).contains("\"speaks\":2");
    }

    @Test
    void aMistypedNameIsRefusedAndNotKnownByItsPause() {
        assertThat(node.run("pause", "--node", "wbe1").code()).isEqualTo(64);
        assertThat(node.run("pause", "--node", "wbe1", "--force").code()).isZero();
        assertThat(node.run("pause", "--node", "wbe1").code()).isEqualTo(64);
        assertThat(node.run("unpause", "--node", "wbe1").code()).isZero();
    }

    @Test
    void keysThatAreNearlyAPauseAreTold() {
        fleet.put("pause/release", "");
        assertThat(node.run("check").out()).contains("pause/release");
        assertThat(node.run("status").out()).contains("pauses nobody");
        assertThat(node.run("run").code()).isZero();
    }
}
