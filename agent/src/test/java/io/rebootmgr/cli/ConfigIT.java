package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first policy, what holds, and whether it is valid. */
class ConfigIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder);
        node = fleet.node(1);
    }

    private TestNode lost() {
        return new TestNode(folder.resolve("lost"), "http://127.0.0.1:1", "lost", "p", "g");
    }

    @Test
    void initWritesAPolicyThatRunsGoBy() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isEqualTo(104);
        var written = node.run("init", "--limit", "2");
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.out()).contains("wrote", fleet.prefix + "/config", "\"limit\" : 2");
        assertThat(fleet.get("config")).contains("\"limit\" : 2");
        assertThat(node.run("config", "validate").code()).isZero();
    }

    @Test
    void initLeavesAPolicyAlone() {
        fleet.put("config", "{\"limit\":7}");
        var left = node.run("init");
        assertThat(left.code()).isZero();
        assertThat(left.out()).contains("nothing written", fleet.prefix + "/config");
        assertThat(fleet.get("config")).isEqualTo("{\"limit\":7}");
    }

    @Test
    void showTellsEachValueAndWhereItCameFrom() {
        fleet.put("config", "{\"limit\":2,\"windows\":[{\"days\":[\"fri\"],\"start\":\"22:00\",\"length\":\"6h\"}]}");
        fleet.put("nodes/" + node.name + "/config", "{\"settle\":\"5s\"}");
        fleet.put("nodes/" + node.name + "0/config", "{\"settle\":\"7s\"}");
        node.env("CONSUL_HTTP_TOKEN", "");
        var shown = node.run("config", "show");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .containsPattern("node.group +" + fleet.group + " +/")
                .containsPattern("reboot.grace +15m +default")
                .containsPattern("limit +2 +" + fleet.prefix)
                .containsPattern("settle +5s +" + fleet.prefix)
                .containsPattern("windows +fri 22:00 for 6h +" + fleet.prefix)
                .containsPattern("max_failures +5 +default");
        assertThat(shown.out().lines())
                .as("a row is a line")
                .filteredOn(line -> line.startsWith("windows "))
                .hasSize(1);
    }

    @Test
    void showAsJsonTellsTheSame() throws Exception {
        fleet.put("config", "{\"limit\":2}");
        var shown = node.run("config", "show", "--json");
        var json = Json.parse(shown.out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/policy/limit/value").asInt()).isEqualTo(2);
        assertThat(json.at("/policy/limit/from").asText()).isEqualTo(fleet.prefix + "/config");
        assertThat(json.at("/policy/timezone/value").isNull()).isTrue();
        assertThat(json.at("/settings/node.name/value").asText()).isEqualTo(node.name);
        assertThat(json.at("/settings/reboot.command/value").isArray()).isTrue();
        assertThat(json.path("errors").isEmpty()).isTrue();
    }

    @Test
    void theTokenIsNeverShown() {
        TestNode secret = lost().env("CONSUL_HTTP_TOKEN", "s3cr3t-token");
        var shown = secret.run("config", "show");
        assertThat(shown.out()).containsPattern("consul.token +\\(hidden\\) +CONSUL_HTTP_TOKEN");
        assertThat(shown.out()
                        + shown.err()
                        + secret.run("config", "show", "--json").out())
                .doesNotContain("s3cr3t-token");
    }

    @Test
    void showWithoutAPolicyShowsTheSettings() {
        var shown = node.run("config", "show");
        assertThat(shown.code()).isEqualTo(104);
        assertThat(shown.out()).contains("node.name").doesNotContain("POLICY");
        assertThat(shown.err()).contains("rebootmgr init");
    }

    @Test
    void showWithoutConsulShowsTheSettings() {
        var shown = lost().run("config", "show");
        assertThat(shown.code()).isEqualTo(8);
        assertThat(shown.out()).contains("node.name");
        assertThat(shown.err()).contains("does not answer");
    }

    @Test
    void showTellsAllErrorsOfAllLayersAtOnce() {
        fleet.put("config", "{\"limt\":2,\"settle\":\"soon\"}");
        fleet.put("groups/" + fleet.group + "/config", "not json");
        var shown = node.run("config", "show");
        assertThat(shown.code()).isEqualTo(105);
        assertThat(shown.err()).contains("limt", "settle", "groups/" + fleet.group + "/config");
    }

    @Test
    void showTellsAllErrorsOfTheSettingsAtOnce() {
        node.settings("grace = \"soon\"\n[paths2]\n");
        var shown = node.run("config", "show");
        assertThat(shown.code()).isEqualTo(105);
        assertThat(shown.err()).contains("reboot.grace", "paths2");
    }

    @Test
    void validateLooksAtEveryLayerOfTheFleet() {
        fleet.put("config", "{\"limit\":2}");
        fleet.put("groups/other/config", "{\"enabled\":1}");
        fleet.put("nodes/far/config", "{\"limit\":3}");
        fleet.put("nodes/far/history", "{}");
        var run = node.run("config", "validate");
        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err())
                .contains("groups/other/config: enabled", "nodes/far/config: limit")
                .doesNotContain("history");
        fleet.delete("groups/other/config");
        fleet.delete("nodes/far/config");
        var mended = node.run("config", "validate");
        assertThat(mended.code()).isZero();
        assertThat(mended.out()).contains("valid: this node's settings", "valid: the policy in " + fleet.prefix);
    }

    @Test
    void validateWithoutAPolicyOrWithoutConsul() {
        assertThat(node.run("config", "validate").code()).isEqualTo(104);
        var lost = lost().run("config", "validate");
        assertThat(lost.code()).isEqualTo(8);
        assertThat(lost.out()).contains("valid: this node's settings");
    }
}
