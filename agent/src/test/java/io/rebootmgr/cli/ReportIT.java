package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who lags behind, and the sign of life that tells who is silent. */
class ReportIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode first;
    private TestNode second;

    @BeforeEach
    void twoNodesOfAGroup() {
        fleet = new TestFleet(folder).policy("{\"contact\":\"web@example.com\"}");
        first = fleet.node(1);
        second = fleet.node(2);
        runs(first);
        runs(second);
    }

    private static void runs(TestNode node) {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isZero();
    }

    /** The group of the fleet, or the one without a name. */
    private JsonNode report(String group, String... options) {
        List<String> words = new ArrayList<>(List.of("report", "--json"));
        words.addAll(List.of(options));
        var run = first.run(words.toArray(String[]::new));
        for (JsonNode one : parsed(run.out()).path("groups")) {
            if (one.path("group").asText().equals(group)) {
                return one;
            }
        }
        throw new AssertionError("no group " + group + " in " + run.out());
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new AssertionError(json, e);
        }
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }

    private JsonNode status(TestNode node) {
        return parsed(fleet.get("nodes/" + node.name + "/status"));
    }

    private Instant seen(TestNode node) {
        return Instant.parse(status(node).path("seen").asText());
    }

    /** As if its last run had been so long ago; below zero, as if its clock had been ahead. */
    private void lastSeen(TestNode node, Duration ago) {
        String then = Instant.now().minus(ago).truncatedTo(ChronoUnit.SECONDS).toString();
        fleet.put(
                "nodes/" + node.name + "/status",
                fleet.get("nodes/" + node.name + "/status")
                        .replaceFirst("\"seen\":\"[^\"]*\"", "\"seen\":\"" + then + "\""));
    }

    private void rolledOut(String version, TestNode... nodes) {
        var start = first.run(
                "rollout", "start", version, "--change", "hot", "--waves", "100%", "--soak", "0s", "--reason", "r");
        assertThat(start.code()).as(start.err()).isZero();
        for (TestNode node : nodes) {
            runs(node);
        }
    }

    /** A run may be shown what stood a moment ago, and the next one finds the step to do. */
    private void isThrough(String version) {
        Await.until(
                () -> {
                    runs(first);
                    return report(fleet.group).path("version").asText().equals(version);
                },
                Await.BOUND,
                version + " is through");
    }

    @Test
    void whoHasNotTheVersionOfTheGroupIsOutdated() {
        first.task("hot", "10-update", "exit 0");
        second.task("hot", "10-update", "exit 0");
        assertThat(first.run("report", "--outdated", "--group", fleet.group).code())
                .isZero();
        rolledOut("v1", first, second);
        isThrough("v1");
        assertThat(first.run("report", "--outdated", "--group", fleet.group).code())
                .isZero();

        rolledOut("v2", first);
        JsonNode under = report(fleet.group);
        assertThat(under.path("target").asText()).isEqualTo("v2");
        assertThat(under.path("version").asText()).isEqualTo("v1");
        assertThat(names(under.path("outdated"))).as("ahead or not yet there").isEmpty();
        String id = first.run("rollout", "list")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .split(" ", 2)[0];
        assertThat(second.run("rollout", "skip", id, second.name, "--reason", "r")
                        .code())
                .isZero();
        isThrough("v2");

        JsonNode done = report(fleet.group, "--outdated", "--group", fleet.group);
        assertThat(names(done.path("outdated"))).containsExactly(second.name);
        assertThat(done.path("versions").path("v2").asInt()).isOne();
        assertThat(done.path("contact").asText()).isEqualTo("web@example.com");
        var page = first.run("report", "--outdated", "--group", fleet.group);
        assertThat(page.code()).isEqualTo(14);
        assertThat(page.out()).contains(fleet.group, "outdated", second.name);
    }

    @Test
    void aGroupThatFollowsIsToHaveTheNewest() {
        first.run("version", "publish", "v9");
        assertThat(report(fleet.group).path("target").isNull()).isTrue();
        fleet.policy("{\"follow\":\"minor\"}");
        assertThat(report(fleet.group).path("target").asText()).isEqualTo("v9");
    }

    @Test
    void aGroupThatNobodyLooksAfterIsUnmaintained() {
        for (String version : List.of("v1", "v2", "v3")) {
            first.run("version", "publish", version);
        }
        assertThat(report(fleet.group).path("unmaintained").asText()).isEqualTo("3 published versions behind");
        fleet.put(
                "versions",
                "{\"versions\":[{\"version\":\"v1\",\"kind\":\"minor\",\"published\":\"2026-01-01T00:00:00Z\"}]}");
        assertThat(report(fleet.group).path("unmaintained").asText()).isEqualTo("never had a rollout");
        fleet.policy("{\"unmaintained_after\":\"3650d\"}");
        assertThat(report(fleet.group).path("unmaintained").isNull()).isTrue();
    }

    @Test
    void whoHasNotRunForTwoDaysIsSilent() {
        lastSeen(second, Duration.ofHours(47));
        assertThat(names(report(fleet.group).path("silent"))).isEmpty();
        lastSeen(second, Duration.ofHours(49));
        assertThat(names(report(fleet.group).path("silent"))).containsExactly(second.name);
        assertThat(first.run("report", "--outdated").code()).isEqualTo(14);
        runs(second);
        assertThat(names(report(fleet.group).path("silent"))).isEmpty();
    }

    @Test
    void whoRebootmgrHasNeverHeardOfIsUnknown() {
        String third = fleet.node(3).name;
        assertThat(names(report("").path("unknown"))).contains(third).doesNotContain(first.name, second.name);
        runs(fleet.node(3));
        assertThat(names(report("").path("unknown"))).doesNotContain(third);
    }

    /** The only write of a node that has nothing to do, or is held. */
    @Test
    void aSignOfLifeIsWrittenOnceADay() {
        lastSeen(first, Duration.ofHours(22));
        long index = fleet.index("nodes/" + first.name + "/status");
        runs(first);
        assertThat(fleet.index("nodes/" + first.name + "/status")).isEqualTo(index);
        for (Duration ago : List.of(Duration.ofHours(24), Duration.ofDays(-400))) {
            lastSeen(first, ago);
            runs(first);
            assertThat(seen(first)).isBetween(Instant.now().minusSeconds(120), Instant.now());
            index = fleet.index("nodes/" + first.name + "/status");
            runs(first);
            assertThat(fleet.index("nodes/" + first.name + "/status")).isEqualTo(index);
        }
    }

    @Test
    void theSameOfAHeldNodeUnderAStopToo() {
        first.wantsReboot();
        fleet.put("stop", "incident 42");
        assertThat(first.run("run").code()).isEqualTo(102);
        lastSeen(first, Duration.ofHours(24));
        JsonNode before = status(first);
        assertThat(first.run("run").code()).isEqualTo(102);
        assertThat(seen(first)).isAfter(Instant.now().minusSeconds(120));
        assertThat(status(first).path("last")).isEqualTo(before.path("last"));
        lastSeen(first, Duration.ofHours(24));
        assertThat(first.run("run", "--dry-run").code()).isEqualTo(102);
        assertThat(seen(first))
                .as("a dry run writes nothing")
                .isBefore(Instant.now().minusSeconds(3600));
    }

    @Test
    void whatCannotBeReadIsAFinding() {
        fleet.put("versions", "garbage");
        var run = first.run("report", "--outdated", "--group", fleet.group);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err()).contains(fleet.prefix + "/versions");
        var unknown = first.run("report", "--group", "no-such");
        assertThat(unknown.code()).isZero();
        assertThat(unknown.err()).contains("no-such");
    }
}
