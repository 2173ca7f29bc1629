package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.process.Pids;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.RequestProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told what, by real runs and commands. */
class NotifyIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWithListeners() throws Exception {
        fleet = new TestFleet(folder).policy("{\"limit\":2}");
        node = listening(fleet.node(1));
    }

    private static TestNode listening(TestNode node) throws IOException {
        hook(node, "10-record", "cat >>" + node.folder + "/events");
        Path settings = node.config();
        String text = Files.readString(settings);
        Files.writeString(settings, text.replace("[paths]\n", "[paths]\nnotify = \"" + node.folder + "/notify.d\"\n"));
        return node;
    }

    private static void hook(TestNode node, String name, String script) throws IOException {
        Path directory = Files.createDirectories(node.folder.resolve("notify.d"));
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<JsonNode> events(TestNode of) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        if (Files.exists(of.folder.resolve("events"))) {
            for (String line : of.read("events").lines().toList()) {
                events.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return events;
    }

    private static List<String> names(TestNode of) throws Exception {
        return events(of).stream().map(event -> event.path("event").textValue()).toList();
    }

    @Test
    void aRebootFromClaimToEnd() throws Exception {
        node.wantsReboot();

        assertThat(node.run("run").code()).isZero();
        assertThat(names(node)).containsExactly("claimed", "rebooting");
        node.boot();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("run").code()).isZero();

        assertThat(names(node)).containsExactly("claimed", "rebooting", "back", "completed");
        assertThat(events(node))
                .extracting(event -> event.path("claim").textValue())
                .doesNotContainNull()
                .containsOnly(events(node).getFirst().path("claim").textValue());
    }

    /** A change in service, and a drain, end in the run that claimed them. */
    @ParameterizedTest
    @ValueSource(strings = {"hot", "drain"})
    void aChangeThatIsDoneIsNotGivenUp(String change) throws Exception {
        node.task("hot", "10-update", "").task("drained", "10-update", "");
        assertThat(node.run("request", "--change", change, "--reason", "openssl")
                        .code())
                .isZero();

        assertThat(node.run("run").code()).isZero();

        assertThat(names(node)).containsExactly("claimed", "changing", "completed");
    }

    /** Whoever publishes or carries it on, in whichever group. */
    @Test
    void theNewsOfSeveralGroupsReachThePeopleOfEach() throws Exception {
        String other = fleet.group + "db";
        fleet.policy("{\"contact\":\"ops@example.com\"}");
        fleet.put("groups/" + fleet.group + "/config", "{\"contact\":\"web@example.com\"}");
        fleet.put("groups/" + other + "/config", "{\"contact\":\"db@example.com\"}");
        node.task("hot", "10-update", "");
        assertThat(node.run("run").code()).isZero();
        TestNode second = fleet.node(2);
        fleet.put(
                "nodes/" + second.name + "/status",
                fleet.get("nodes/" + node.name + "/status").replace(fleet.group, other));

        assertThat(node.run("version", "publish", "v9").code()).isZero();
        var start = node.run("rollout", "start", "v9", "--change", "hot", "--waves", "100%", "--soak", "0s");
        assertThat(start.code()).as(start.err()).isZero();
        assertThat(node.run("rollout", "skip", start.out().strip(), second.name).code())
                .isZero();
        Await.until(
                () -> node.run("run").code() == 0 && names(node).contains("rollout_done"),
                Await.BOUND,
                "the rollout is done");

        assertThat(contact("version_published")).isEqualTo("ops@example.com, web@example.com, db@example.com");
        assertThat(contact("rollout_started")).isEqualTo("web@example.com, db@example.com");
        assertThat(contact("rollout_done")).isEqualTo("web@example.com, db@example.com");
    }

    /**
     * The run that opens a wave hears no more of it, as one does that dies in between: whether its write stood or did
     * not, people hear of it once.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newsOfARolloutThatARunCouldNotTellAreToldByTheNext(boolean stands) throws Exception {
        node.task("hot", "10-update", "");
        assertThat(node.run("run").code()).isZero();
        TestNode second = listening(fleet.node(2));
        second.task("hot", "10-update", "");
        assertThat(second.run("run").code()).isZero();
        var start = second.run(
                "rollout",
                "start",
                "v9",
                "--change",
                "hot",
                "--canaries",
                node.name,
                "--waves",
                "100%",
                "--soak",
                "0s");
        assertThat(start.code()).as(start.err()).isZero();

        for (String what : List.of("wave 100% opened", "done")) {
            TestNode writes = what.equals("done") ? second : node;
            losing(writes, what, stands);
            assertThat(names(writes)).doesNotContain("wave_opened", "rollout_done");
            String news = what.equals("done") ? "rollout_done" : "wave_opened";
            for (int run = 0; run < 2; run++) {
                assertThat(writes.run("run").code()).isZero();
            }
            assertThat(names(writes)).containsOnlyOnce(news);
        }
        assertThat(names(node)).doesNotContain("rollout_done");
        assertThat(second.run("rollout", "list").out()).contains("done");
    }

    /** A run whose Consul falls silent with the write that says this in a rollout's record. */
    private void losing(TestNode of, String what, boolean stands) throws IOException {
        String settings = of.read("rebootmgr.toml");
        URI consul = TestFleet.cluster().agent(of.name).http();
        AtomicBoolean lost = new AtomicBoolean();
        try (RequestProxy proxy = RequestProxy.before(consul, (request, onward) -> {
            if (!lost.get() && writesNote(request.body(), what)) {
                lost.set(true);
                if (stands) {
                    onward.send();
                }
            }
            return lost.get() ? Optional.empty() : Optional.of(onward.send());
        })) {
            of.write(
                    "rebootmgr.toml",
                    settings.replace(consul.toString(), proxy.address().toString())
                            .replace("timeout = \"5s\"", "timeout = \"1s\""));
            of.run("run");
        }
        of.write("rebootmgr.toml", settings);
        assertThat(lost).as("there was such a write").isTrue();
    }

    private static boolean writesNote(String transaction, String what) {
        return Pattern.compile("\"Value\":\"([^\"]+)\"")
                .matcher(transaction)
                .results()
                .map(value -> new String(Base64.getDecoder().decode(value.group(1)), StandardCharsets.UTF_8))
                .anyMatch(value -> value.contains("\"what\":\"" + what + "\""));
    }

    private String contact(String event) throws Exception {
        return events(node).stream()
                .filter(one -> one.path("event").asText().equals(event))
                .findFirst()
                .orElseThrow()
                .path("contact")
                .asText();
    }

    @Test
    void aHookThatHangsHoldsUpNoReboot() throws Exception {
        hook(node, "05-hangs", "echo $$ >>" + node.folder + "/hanging; exec sleep 300");
        node.wantsReboot();
        Instant begun = Instant.now();

        assertThat(node.run("run").code()).isZero();

        assertThat(node.log()).contains("reboot");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(60));
        assertThat(node.read("hanging").lines()).isNotEmpty().noneMatch(pid -> Pids.lives(Long.parseLong(pid)));
    }

    @Test
    void aDryRunTellsNobody() throws Exception {
        node.wantsReboot();

        assertThat(node.run("run", "--dry-run").code()).isZero();

        assertThat(names(node)).isEmpty();
    }

    @Test
    void failuresAreToldOnceAndGivingUpToo() throws Exception {
        fleet.policy("{\"max_failures\":2,\"fleet_name\":\"prod\"}");
        node.task("pre_boot", "10-drain", "echo 'no route, token=abcdef' >&2; exit 1")
                .wantsReboot();

        assertThat(node.run("run").code()).isEqualTo(100);
        assertThat(node.run("run").code()).isEqualTo(100);
        assertThat(node.run("run").code()).isEqualTo(106);
        assertThat(node.run("run").code()).isEqualTo(106);

        assertThat(names(node)).containsExactly("claimed", "failed", "parked");
        JsonNode failed = events(node).get(1);
        assertThat(failed.path("exit_code").intValue()).isEqualTo(100);
        assertThat(failed.path("last_error").textValue()).isEqualTo("no route, token=***");
        assertThat(failed.path("message").textValue())
                .startsWith("prod: " + node.name + " failed: pre_boot task 10-drain failed with exit 1")
                .contains("said \"no route, token=***\"", "Its slot was given back", "(failure 1 of 2)")
                .contains("Claim " + failed.path("claim").textValue(), "`rebootmgr history " + node.name + "`");
    }

    @Test
    void aFailureOnTheWayBackTellsWhatItHoldsUp() throws Exception {
        fleet.policy("{\"fleet_name\":\"prod\",\"limit\":1}");
        node.task("post_boot", "20-start", "echo 'port 80 is taken' >&2; exit 3")
                .wantsReboot();
        assertThat(node.run("run").code()).isZero();
        node.boot();

        assertThat(node.run("run").code()).isEqualTo(100);

        assertThat(events(node).getLast().path("message").textValue())
                .contains("said \"port 80 is taken\". Its slot stays taken; nobody else in " + fleet.group + " reboots")
                .contains("fix it, then on " + node.name + ": `rebootmgr run`");
    }

    @Test
    void aHoldOfMoreThanADayIsTold() throws Exception {
        fleet.policy("{\"min_uptime\":\"30d\"}");
        node.wantsReboot();
        assertThat(node.run("run").code()).isEqualTo(9);
        assertThat(names(node)).isEmpty();
        node.write(
                "state/report.json",
                node.read("state/report.json").replaceAll("held_since\":[0-9]+", "held_since\":1234"));

        assertThat(node.run("run").code()).isEqualTo(9);
        assertThat(node.run("run").code()).isEqualTo(9);

        assertThat(names(node)).containsExactly("held");
        assertThat(events(node).getFirst().path("gate").textValue()).isEqualTo("uptime");
    }

    @Test
    void aStuckNodeIsToldByOneOfTheOthersOnce() throws Exception {
        TestNode third = listening(fleet.node(3));
        TestNode deaf = fleet.node(2);
        long since = Instant.now().minus(Duration.ofMinutes(61)).getEpochSecond();
        fleet.put("groups/" + fleet.group + "/slots", """
                {"claims":[{"id":"c9","node":"web9","state":"rebooting","boot_id":"b","session":"",
                "since":"%s","reason":"kernel"}]}""".formatted(Instant.ofEpochSecond(since)));

        assertThat(deaf.run("run").code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(third.run("run").code()).isZero();
        assertThat(node.run("run").code()).isZero();

        assertThat(names(node)).containsExactly("stuck");
        assertThat(names(third)).isEmpty();
        assertThat(events(node).getFirst().path("node").textValue()).isEqualTo("web9");
        assertThat(fleet.get("groups/" + fleet.group + "/stuck")).isEqualTo("{\"told\":[\"c9\"]}");
        assertThat(node.run("status").code()).isZero();
    }

    @Test
    void aNodeThatDiedOnItsWayBackIsToldOfTooAndOnceMoreThanOneThatIsLate() throws Exception {
        String claim = """
                {"claims":[{"id":"c9","node":"web9","state":"returning","boot_id":"b","session":"",
                "since":"%s","reason":"kernel"}]}""".formatted(Instant.now().minus(Duration.ofMinutes(61)));
        fleet.put("groups/" + fleet.group + "/slots", claim.replace("returning", "rebooting"));
        assertThat(node.run("run").code()).isZero();
        assertThat(names(node)).containsExactly("stuck");

        fleet.put("groups/" + fleet.group + "/slots", claim);
        assertThat(node.run("run").code()).isZero();
        assertThat(node.run("run").code()).isZero();

        assertThat(names(node)).containsExactly("stuck", "stuck");
        assertThat(events(node).getLast().path("message").textValue())
                .contains("web9", "has been returning for 1h 1m and is not in service", "Its slot stays taken");
        assertThat(fleet.get("groups/" + fleet.group + "/stuck")).isEqualTo("{\"told\":[\"c9 returning\"]}");
    }

    @Test
    void underAStopNobodyTellsOfAStuckNodeForNothingIsWritten() throws Exception {
        fleet.put("groups/" + fleet.group + "/slots", """
                {"claims":[{"id":"c9","node":"web9","state":"rebooting","boot_id":"b","session":"",
                "since":"2026-01-01T00:00:00Z","reason":"kernel"}]}""");
        fleet.put("stop", "fire");

        node.run("run");
        assertThat(names(node)).isEmpty();
        assertThat(fleet.has("groups/" + fleet.group + "/stuck")).isFalse();
        fleet.delete("stop");
        node.run("run");

        assertThat(names(node)).containsExactly("stuck");
    }

    @Test
    void theOperatorsCommandTellsWhatTheOperatorDid() throws Exception {
        fleet.policy("{\"limit\":2,\"fleet_name\":\"prod\"}");
        fleet.put("groups/" + fleet.group + "/slots", """
                {"claims":[{"id":"c9","node":"web9","state":"rebooting","boot_id":"b","session":"",
                "since":"%s","reason":"kernel"}]}""".formatted(Instant.now()));

        assertThat(node.run("stop", "--reason", "fire").code()).isZero();
        assertThat(node.run("stop").code()).as("stopped already").isZero();
        assertThat(node.run("run").code()).as("stopped or idle").isIn(0, 102);
        assertThat(node.run("resume").code()).isZero();
        assertThat(node.run("resume").code()).as("nothing to resume").isZero();
        assertThat(node.run("release", "web9", "--claim", "c9", "--reason", "broken")
                        .code())
                .isZero();

        assertThat(names(node)).containsExactly("stop_set", "stop_cleared", "released");
        assertThat(events(node).getFirst().path("reason").textValue()).isEqualTo("fire");
        assertThat(events(node))
                .allSatisfy(event -> assertThat(event.path("fleet").textValue()).isEqualTo("prod"));
    }

    @Test
    void aRunThatIsToldToEndTellsThatItGaveUp() throws Exception {
        node.task("pre_boot", "10-drain", "exec sleep 300").wantsReboot();
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("rebootmgr.tree"), "bin", "rebootmgr")
                                .toString(),
                        "run",
                        "--config",
                        node.config().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            Await.until(
                    () -> node.log().contains("pre_boot 10-drain"),
                    Await.BOUND,
                    "the task runs",
                    () -> String.valueOf(run.isAlive()));
            run.destroy();
            assertThat(run.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }

        assertThat(run.exitValue()).isEqualTo(143);
        assertThat(names(node)).containsExactly("claimed", "given_up");
    }
}
