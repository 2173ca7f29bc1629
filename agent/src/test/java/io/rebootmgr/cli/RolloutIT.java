package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollouts by an operator's commands, on a real Consul. */
class RolloutIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void tenNodes() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).env("USER", "alice");
        for (int n = 1; n <= 10; n++) {
            member("web" + n, fleet.group);
        }
    }

    private void member(String name, String group) {
        fleet.put(
                "nodes/" + name + "/status",
                "{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}"
                        .formatted(group));
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    private String start(String... more) {
        List<String> args = new ArrayList<>(List.of("rollout", "start", "v2"));
        args.addAll(List.of(more.length == 0 ? new String[] {"--change", "hot"} : more));
        var run = node.run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).as("the id alone").matches("[0-9a-f]{12}\\n");
        return run.out().strip();
    }

    private JsonNode status(String id) {
        var run = node.run("rollout", "status", id, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        return json(run.out());
    }

    private void stands(String id, String name, String wave, String state) {
        fleet.put(
                "rollout_nodes/" + name,
                "{\"id\":\"%s\",\"wave\":\"%s\",\"state\":\"%s\",\"reason\":\"disk full\",\"at\":\"2026-01-01T00:00:00Z\"}"
                        .formatted(id, wave, state));
    }

    @Test
    void whatItDoesNotLookAtItSays() {
        for (int n = 11; n <= 17; n++) {
            member("web" + n, "more" + n);
        }
        JsonNode why = status(start("--change", "hot")).path("why");
        assertThat(why.toString())
                .contains("\"not looked at: 7 more nodes\"", "\"not looked at: 3 more groups, of which");
        fleet.delete("rollouts");
        assertThat(status(start("--change", "hot", "--group", fleet.group))
                        .path("why")
                        .toString())
                .doesNotContain("not looked at");
    }

    @Test
    void isStartedInWavesAndShown() {
        fleet.put("nodes/web3/reboot_required", "new kernel");
        node.run("lease", "acquire", "web2", "--purpose", "other", "--reason", "disk swap", "--hold", "--force");
        var dry = node.run(
                "rollout",
                "start",
                "v2",
                "--change",
                "hot",
                "--canaries",
                "web[1-2]",
                "--waves",
                "25%,100%",
                "--dry-run");
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("canaries", "web[1-2]", "25%", "100%", "disk swap", "a request pending");
        assertThat(fleet.has("rollouts")).isFalse();

        String id = start(
                "--change",
                "hot",
                "--canaries",
                "web[1-2]",
                "--waves",
                "25%,100%",
                "--soak",
                "5m",
                "--reason",
                "openssl");
        JsonNode status = status(id);
        assertThat(status.path("version").asText()).isEqualTo("v2");
        assertThat(status.path("change").asText()).isEqualTo("hot");
        assertThat(status.path("state").asText()).isEqualTo("running");
        assertThat(status.path("reason").asText()).isEqualTo("openssl");
        assertThat(status.path("by").asText()).isEqualTo("alice@" + node.name);
        assertThat(status.path("wave").path("name").asText()).isEqualTo("canaries");
        assertThat(status.path("wave").path("state").asText()).isEqualTo("open");
        assertThat(status.path("waves").findValuesAsText("name")).containsExactly("canaries", "25%", "100%");
        assertThat(status.path("waves").findValuesAsText("nodes")).containsExactly("2", "2", "6");
        assertThat(status.path("waves").findValuesAsText("waiting")).containsExactly("2", "2", "6");
        assertThat(status.path("nodes")).hasSize(10);
        assertThat(status.path("why").toString()).contains("wave canaries waits for web1, web2", "web2 is leased");
        assertThat(node.run("rollout", "status", "--nodes").out()).contains(id, "openssl", "web10", "waiting");
        assertThat(json(node.run("rollout", "list", "--json").out())
                        .path("rollouts")
                        .get(0)
                        .path("groups")
                        .get(0)
                        .asText())
                .isEqualTo(fleet.group);
        assertThat(fleet.get("rollout_starts")).isEqualTo("{\"starts\":{}}");
    }

    @Test
    void asksOnATerminal() {
        String[] words = {"rollout", "start", "v2", "--change", "hot"};
        var no = node.answering("n\n", words);
        assertThat(no.code()).as("a script must not take it for started").isEqualTo(64);
        assertThat(no.out()).isEmpty();
        assertThat(no.err()).contains("rest", "web[1-10]", "Start it now? [y/N] ", "nothing was started: the question");
        assertThat(fleet.has("rollouts")).isFalse();
        assertThat(node.answering("y\n", words).out()).matches("[0-9a-f]{12}\\n");
    }

    @Test
    void oneOfAGroupAtATime() {
        String id = start();
        var second = node.run("rollout", "start", "v3", "--change", "hot");
        assertThat(second.code()).isEqualTo(64);
        assertThat(second.out()).isEmpty();
        assertThat(second.err()).contains("rollout " + id + " of version v2 is under way");
        member("db1", "db" + fleet.group);
        assertThat(node.run("rollout", "start", "v3", "--change", "hot", "--group", "db" + fleet.group)
                        .code())
                .isZero();
        assertThat(json(node.run("rollout", "status", "--json").out()).path("rollouts"))
                .hasSize(2);
    }

    @Test
    void policiesAndListsAreAsked() {
        fleet.policy(
                "{\"canaries\":\"web1\",\"deny\":\"web9\",\"rollout\":{\"change\":\"drain\",\"waves\":\"50%\",\"soak\":\"1h\"}}");
        var run = node.run("rollout", "start", "v2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("in no wave: web9", "deny");
        JsonNode status = status(run.out().strip());
        assertThat(status.path("change").asText()).isEqualTo("drain");
        assertThat(status.path("waves").findValuesAsText("name")).containsExactly("canaries", "50%", "rest");
        assertThat(status.path("waves").findValuesAsText("nodes")).containsExactly("1", "4", "4");
        assertThat(fleet.get("rollout_nodes/web9")).contains("left_out");
        assertThat(node.run("rollout", "retry", run.out().strip(), "web9").code())
                .isZero();
        assertThat(fleet.get("rollout_nodes/web9")).contains("waiting", "rest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "105 | {\"canaries\":\"web1\",\"deny\":\"web1\"} | --change hot | deny has web1, which is in canaries as well: take it out of one of the two; it is left as it is: see `consul kv get PREFIX/config`, then",
                "105 | {\"deny\":\"web1\"} | --change hot --canaries web1 | wave canaries has no node: web1 is left alone: in deny of the policy; change the list where `rebootmgr config show` on such a node",
                "105 | {\"deny\":\"web[1-10]\"} | --change hot --waves 100% | there is no node that could go: web1, web10, web2",
                "64 | {} | --change hot --canaries web1,nobody7 | --canaries names nobody7, and no node of",
                "105 | {} | --change hot --canaries nobody[7-9] | wave canaries has no node",
                "64 | {} | --waves 100% | which change",
                "64 | {} | --change hot --group nobody | no node of the fleet is in group nobody",
            })
    void whatCannotBeIsRefused(String row) {
        String[] cells = row.split(" \\| ", -1);
        fleet.policy(cells[1]);
        List<String> args = new ArrayList<>(List.of("rollout", "start", "v2"));
        args.addAll(List.of(cells[2].split(" ")));
        var run = node.run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isEqualTo(Integer.parseInt(cells[0]));
        assertThat(run.err()).contains(cells[3].replace("PREFIX", fleet.prefix), "nothing was started");
        assertThat(fleet.has("rollouts")).isFalse();
    }

    @Test
    void ordersAreObeyedAndWrittenDown() {
        String id = start("--change", "hot", "--canaries", "web[1-2]");
        assertThat(node.run("rollout", "pause", id, "--reason", "latency").out())
                .contains("paused by alice@", "latency");
        assertThat(status(id).path("state").asText()).isEqualTo("paused");
        assertThat(status(id).path("reason").asText()).contains("latency");
        assertThat(node.run("rollout", "pause", id).out()).contains("paused already");
        assertThat(node.run("rollout", "advance", id).code()).isEqualTo(64);
        assertThat(node.run("rollout", "resume", id).code()).isZero();

        stands(id, "web1", "canaries", "failed");
        JsonNode failed = status(id);
        assertThat(failed.path("waves").get(0).path("failed").asInt()).isEqualTo(1);
        assertThat(node.run("rollout", "status", id).out()).contains("web1", "failed", "disk full");
        assertThat(node.run("rollout", "retry", id, "--reason", "emptied").out())
                .contains("retried web1");
        assertThat(fleet.get("rollout_nodes/web1")).contains("\"state\":\"waiting\"");
        assertThat(node.run("rollout", "skip", id, "web[1-2]", "--reason", "gone")
                        .out())
                .contains("skipped web1, web2");
        assertThat(status(id).path("waves").get(0).path("skipped").asInt()).isEqualTo(2);
        assertThat(node.run("rollout", "status", id).out()).contains("rollout advance " + id);
        assertThat(node.run("rollout", "advance", id).out()).contains("passed by wave canaries");
        assertThat(status(id).path("wave").path("name").asText()).isEqualTo("rest");

        assertThat(node.run("rollout", "abort", id, "--reason", "leaks").out()).contains("aborted");
        assertThat(fleet.get("rollouts")).isEqualTo("{\"rollouts\":[]}");
        assertThat(node.run("rollout", "abort", id).code()).isEqualTo(64);
        assertThat(status(id).path("state").asText()).isEqualTo("aborted");
        assertThat(status(id).path("waves").get(1).path("waiting").asInt()).isEqualTo(8);
        assertThat(node.run("rollout", "list").out()).contains(id, "aborted");
        assertThat(node.run("history", "--rollouts", "--group", fleet.group).out())
                .contains(
                        "started",
                        "paused",
                        "latency",
                        "retried web1",
                        "emptied",
                        "skipped",
                        "aborted by alice@",
                        "leaks")
                .contains("rest: 0 ok, 8 not begun");
        assertThat(node.run("history", "--rollouts", "--group", "other").out()).contains("no rollout");
        assertThat(node.run("rollout", "status").out()).contains("no rollout is under way");
        assertThat(node.run("rollout", "status", "nosuch").code()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"preparing", "changing", "rebooting", "returning"})
    void howTheLastRunEndedIsNotWhyANodeIsAtItNow(String state) {
        String id = start("--change", "hot", "--canaries", "web[1-2]");
        stands(id, "web1", "canaries", "running");
        saidLast("web1", state, "2025-12-31T23:59:59Z");
        saidLast("web2", "held", "2025-12-31T23:59:59Z");
        assertThat(status(id).path("why").toString())
                .contains("\"web1 is " + state + "\"", "\"web2 is held: task 20-old failed\"");
        saidLast("web1", state, "2026-01-01T00:00:01Z");
        assertThat(status(id).path("why").toString())
                .as("why it can do nothing just now")
                .contains("\"web1 is " + state + ": task 20-old failed\"");
    }

    /** By whom, and what ends that, is said once, whatever waits for it. */
    @Test
    void whoHasLeasedANodeIsSaidOnce() {
        String id = start("--change", "hot", "--canaries", "web[1-3]");
        String said = "held by lease: leased by alice@adm1 for maintenance; `rebootmgr lease release` ends that";
        for (String name : List.of("web1", "web2", "web3")) {
            saidLast(name, "held", "2026-01-01T00:00:01Z", name.equals("web3") ? "stopped" : said);
        }
        for (String name : List.of("web1", "web3")) {
            String[] words = {"lease", "acquire", name, "--purpose", "maintenance", "--reason", "disk", "--hold"};
            assertThat(node.run(words).code()).isZero();
        }

        List<String> why = new ArrayList<>();
        status(id).path("why").forEach(line -> why.add(line.asText()));

        assertThat(why)
                .filteredOn(line -> line.startsWith("web1"))
                .singleElement()
                .asString()
                .contains("web1 is leased by alice@", "disk", "rebootmgr lease release web1 --force");
        assertThat(why).as("which has ended since").contains("web2 is held: " + said);
        assertThat(why).as("what is no word of the lease").contains("web3 is held: stopped");
    }

    @Test
    void aSoakOfSecondsIsToldWithItsSeconds() {
        String id = start("--change", "hot", "--canaries", "web1", "--soak", "90s");
        fleet.put(
                "rollout_nodes/web1",
                "{\"id\":\"%s\",\"wave\":\"canaries\",\"state\":\"ok\",\"at\":\"%s\"}".formatted(id, Instant.now()));
        fleet.put(
                "rollouts",
                fleet.get("rollouts").replace("\"open\":0", "\"open\":0,\"soaking\":\"" + Instant.now() + "\""));

        assertThat(status(id).path("why").toString())
                .containsPattern("wave canaries soaks until \\S+ \\S+ \\d\\d:\\d\\d:\\d\\d ");
    }

    private void saidLast(String name, String state, String at) {
        saidLast(name, state, at, "task 20-old failed");
    }

    private void saidLast(String name, String state, String at, String reason) {
        fleet.put(
                "nodes/" + name + "/status",
                "{\"group\":\"%s\",\"state\":\"%s\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":0,\"speaks\":2,\"last\":{\"code\":100,\"reason\":\"%s\",\"at\":\"%s\"}}"
                        .formatted(fleet.group, state, reason, at));
    }

    /** Its logbook entry is every node's to write. */
    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{}", ""})
    void aRecordThatCannotBeReadIsBegunAnewAndSaysSo(String garbled) {
        String id = start("--change", "hot", "--reason", "release");
        fleet.put("rollout_history/" + id, garbled);
        assertThat(node.run("rollout", "pause", id, "--reason", "lunch").code()).isZero();

        assertThat(fleet.get("rollout_history/" + id))
                .containsSubsequence(
                        "\"started\"", "\"release\"", "began this record anew", "rollout_history", "paused", "lunch");
    }

    @Test
    void garbageIsNamedAndHolds() {
        fleet.put("rollouts", "{\"rollouts\":[{\"id\":\"x1\",\"change\":\"melt\"}]}");
        var start = node.run("rollout", "start", "v2", "--change", "hot");
        assertThat(start.code()).isEqualTo(105);
        assertThat(start.err()).contains("rollouts holds a rollout x1 that cannot be read", "consul kv get");
        assertThat(node.run("rollout", "status").code()).isEqualTo(105);
        assertThat(node.run("rollout", "abort", "x1").code()).isEqualTo(105);
        fleet.put("rollouts", "melted");
        assertThat(node.run("rollout", "start", "v2", "--change", "hot").code()).isEqualTo(105);
        assertThat(node.run("rollout", "abort", "x1").err()).contains("is not JSON", "left as it is");
        assertThat(fleet.get("rollouts")).isEqualTo("melted");
    }

    @Test
    void ofTwoWhoStartAtOnceOneWins() {
        for (int n = 11; n <= 300; n++) {
            member("web" + n, fleet.group);
        }
        TestNode other = fleet.node(2).env("USER", "bob");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                var first = CompletableFuture.supplyAsync(
                        () -> node.run("rollout", "start", "v2", "--change", "hot", "--canaries", "web1"), threads);
                var second = CompletableFuture.supplyAsync(
                        () -> other.run("rollout", "start", "v3", "--change", "hot", "--canaries", "web2"), threads);
                var runs = List.of(first.join(), second.join());
                assertThat(runs)
                        .extracting(TestNode.Result::code)
                        .as("%s", runs)
                        .containsExactlyInAnyOrder(0, 64);
                var won = runs.get(0).code() == 0 ? runs.get(0) : runs.get(1);
                String id = won.out().strip();
                JsonNode status = status(id);
                assertThat(status.path("nodes"))
                        .as("no node has another's place")
                        .hasSize(300);
                assertThat(status.path("waves").findValuesAsText("nodes")).containsExactly("1", "299");
                assertThat(node.run("rollout", "abort", id).code()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatAStartThatDiedHasLeftMeansNothing() {
        stands("dead1", "web1", "canaries", "ok");
        fleet.put("rollout_starts", "{\"starts\":{\"" + fleet.group + "\":\"dead1\"}}");
        assertThat(node.run("rollout", "status").out()).contains("no rollout is under way");
        String id = start();
        assertThat(status(id).path("waves").get(0).path("waiting").asInt()).isEqualTo(10);
    }

    @Test
    void versionsArePublishedAndTakenBack() {
        assertThat(node.run("version", "publish", "v2", "--kind", "major", "--notes", "openssl")
                        .code())
                .isZero();
        assertThat(node.run("version", "publish", "v3").code()).isZero();
        var again = node.run("version", "publish", "v2");
        assertThat(again.code()).isEqualTo(64);
        assertThat(again.err()).contains("published before, by alice@");
        JsonNode list = json(node.run("version", "list", "--json").out()).path("versions");
        assertThat(list.findValuesAsText("version")).containsExactly("v3", "v2");
        assertThat(list.findValuesAsText("kind")).containsExactly("minor", "major");
        assertThat(node.run("version", "list").out()).contains("v2", "openssl");
        assertThat(node.run("version", "retract", "v2").code()).isZero();
        assertThat(node.run("version", "retract", "v2").code()).isEqualTo(64);
        assertThat(node.run("version", "list").out()).doesNotContain("v2");
    }

    @Test
    void aVersionThatIsNotPublishedWhileOthersAreIsNoticed() {
        String hint = "v9-typo is not published; `rebootmgr version list`";
        String[] start = {"rollout", "start", "v9-typo", "--change", "hot", "--dry-run"};
        assertThat(node.run(start).err()).as("nobody publishes here").doesNotContain(hint);
        assertThat(node.run("version", "publish", "v9").code()).isZero();
        var odd = node.run(start);
        assertThat(odd.code()).isZero();
        assertThat(odd.err()).contains(hint);
        start[2] = "v9";
        assertThat(node.run(start).err()).doesNotContain("is not published");
        fleet.put("versions", "garbage");
        assertThat(node.run(start).code()).isZero();
    }

    @Test
    void aPlanIsValidatedWithAllErrorsAtOnce() {
        node.write(
                "plan.json",
                "{\"waves\":[{\"name\":\"first\",\"nodes\":\"web[1-3]\"},{\"name\":\"all\",\"percent\":100}]}");
        String plan = folder.resolve(node.name).resolve("plan.json").toString();
        assertThat(node.run("rollout", "validate", plan).out()).contains("valid", "2 waves");
        String id = start("--change", "hot", "--plan", plan);
        assertThat(status(id).path("waves").findValuesAsText("nodes")).containsExactly("3", "7");
        node.write("plan.json", "{\"waves\":[{\"name\":\"first\",\"percent\":0},{\"soak\":5}]}");
        var wrong = node.run("rollout", "validate", plan);
        assertThat(wrong.code()).isEqualTo(105);
        assertThat(wrong.err()).contains("waves[0].percent", "waves[1].name is missing", "waves[1].soak");
        assertThat(node.run("rollout", "validate", plan + "x").code()).isEqualTo(105);
    }
}
