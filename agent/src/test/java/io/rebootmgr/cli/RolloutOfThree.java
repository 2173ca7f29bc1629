package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A rollout over three nodes on a real Consul, the first of which is the canary. */
abstract class RolloutOfThree {
    static final String TELL =
            "echo \"$REBOOTMGR_CHANGE $REBOOTMGR_VERSION $REBOOTMGR_WAVE\" >> $(dirname $0)/../../log";

    @TempDir
    Path folder;

    TestFleet fleet;
    TestNode canary;
    TestNode second;
    TestNode third;

    @BeforeEach
    void threeNodes() {
        fleet = new TestFleet(folder).policy("{}");
        canary = known(1);
        second = known(2);
        third = known(3);
    }

    TestNode known(int number) {
        TestNode node = fleet.node(number).env("USER", "alice");
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"%s\",\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}"
                        .formatted(fleet.group, node.read("boot_id")));
        return node;
    }

    String start(String change, String... more) {
        List<String> args =
                new ArrayList<>(List.of("rollout", "start", "v2", "--change", change, "--reason", "openssl"));
        args.addAll(List.of(more));
        if (!args.contains("--canaries")) {
            args.addAll(List.of("--canaries", canary.name));
        }
        if (!args.contains("--soak")) {
            args.addAll(List.of("--soak", "0s"));
        }
        var run = canary.run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    JsonNode status(String id) {
        var run = canary.run("rollout", "status", id, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        return json(run.out());
    }

    static JsonNode json(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    String state(String id) {
        return status(id).path("state").asText();
    }

    String stateOf(TestNode node) {
        return json(fleet.get("rollout_nodes/" + node.name)).path("state").asText();
    }

    void order(String... args) {
        List<String> all = new ArrayList<>(List.of("rollout"));
        all.addAll(List.of(args));
        var run = canary.run(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
    }

    static void runs(TestNode node, int code, String said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(said);
    }

    /** Without a trigger of its own a node that waits has nothing to do; `check` tells what it waits for. */
    static void waits(TestNode node, String said) {
        runs(node, 0, "");
        var check = node.run("check");
        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out()).contains(said);
    }
}
