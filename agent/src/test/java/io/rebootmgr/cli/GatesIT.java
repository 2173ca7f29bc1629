package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Unique;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every gate holds with its own exit code and says why; a node that is held has done nothing. */
class GatesIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).task("pre_boot", "10-drain", "exit 0").wantsReboot();
    }

    private void assertHeld(int code, String... said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(said);
        assertThat(node.log()).as("nothing was done").isEmpty();
        assertThat(fleet.slots()).doesNotContain("\"" + node.name + "\"");
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(node.run("run", "--dry-run").code())
                .as("a dry run says the same")
                .isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "groups/%g/stop", "nodes/%n/stop"})
    void stop(String key) {
        fleet.put(key.replace("%g", fleet.group).replace("%n", node.name), "incident 42");
        assertHeld(102, "incident 42", "rebootmgr resume");
        assertThat(fleet.has("nodes/" + node.name + "/status"))
                .as("a stopped run writes nothing")
                .isFalse();
    }

    @Test
    void stopOfAnotherGroupOrANodeNamedAlikeDoesNotMatter() {
        fleet.put("groups/" + fleet.group + "0/stop", "x");
        fleet.put("nodes/" + node.name + "0/stop", "x");
        fleet.put("stopped", "x");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void withoutAPolicyNothingReboots() {
        fleet.delete("config");
        assertHeld(104, "rebootmgr init");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre_boot", "post_boot"})
    void aMissingTaskDirectory(String stage) {
        node.delete("tasks/" + stage + "_tasks");
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(104);
        assertThat(run.err()).contains(stage + "_tasks");
    }

    static Stream<Arguments> policies() {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        return Stream.of(
                Arguments.of("{\"enabled\":false,\"disabled_reason\":\"bad disk\"}", 101, "bad disk"),
                Arguments.of("{\"min_uptime\":\"1d\"}", 9, "min_uptime"),
                Arguments.of(
                        "{\"timezone\":\"UTC\",\"freezes\":[{\"from\":\"" + today + "\",\"to\":\"" + today
                                + "\",\"reason\":\"sale\"}]}",
                        6,
                        "sale"),
                Arguments.of("{\"limt\":2}", 105, "limit"),
                Arguments.of("{\"limit\":0,\"settle\":\"soon\"}", 105, "settle"),
                Arguments.of("[]", 105, "config"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void policy(String json, int code, String said) {
        fleet.put("config", json);
        assertHeld(code, said);
    }

    /** A run that is held as the one before writes nothing else. */
    @Test
    void whenAHoldIsOverIsToldAnewWhereThatChanges() {
        for (int days = 2; days < 4; days++) {
            LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(days);
            String name = day.getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
            fleet.put(
                    "config",
                    "{\"timezone\":\"UTC\",\"windows\":[{\"start\":\"03:00\",\"length\":\"1h\",\"days\":[\"" + name
                            + "\"]}]}");
            assertHeld(6, "outside every window");
            assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"until\":\"" + day + "T03:00:00Z\"");
        }
    }

    @Test
    void aWindowThatClosesBeforeTheNodeCouldGo() {
        String opened = LocalTime.now(ZoneOffset.UTC)
                .minusMinutes(1)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
        String policy = "{\"timezone\":\"UTC\",\"settle\":\"%s\",\"windows\":[{\"start\":\"" + opened
                + "\",\"length\":\"4m\"," + "\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]}]}";
        fleet.put("config", policy.formatted("4m"));
        assertHeld(6, "held by window: closes ", "before settle (4m) can end; next opens ");
        assertThat(node.run("check").out().replaceAll("\\s+", " ")).contains("before settle (4m) can end");
        fleet.put("config", policy.formatted("0s"));
        assertThat(node.run("run").code()).isZero();
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("text", "limit = 2"),
                Arguments.of("binary", "\u0000\u0001\u0002\u007f"),
                Arguments.of("null", "null"),
                Arguments.of("cut off", "{\"limit\": 2"),
                Arguments.of("trailing", "{} {}"),
                Arguments.of("400 KB", "{\"disabled_reason\":\"" + "x".repeat(400_000) + "\"}"),
                Arguments.of("nested", "[".repeat(1_000) + "]".repeat(1_000)),
                Arguments.of("a null value", "{\"limit\":null}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void aPolicyThatIsGarbageIsNamedAndLeftAlone(String what, String value) {
        fleet.put("config", value);
        assertHeld(105, "/config");
        assertThat(fleet.get("config")).as(what).isEqualTo(value);
    }

    @Test
    void aTriggerMaySayWhateverItLikes() {
        fleet.put("nodes/" + node.name + "/reboot_required", "\u0000\u001b[2J\n" + "x".repeat(400_000));
        node.delete("reboot_required");
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.slots()).hasSizeLessThan(1_000).doesNotContain("u001b");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.has("nodes/" + node.name + "/reboot_required")).isFalse();
    }

    @Test
    void retries() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"g\",\"state\":\"failed\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":5}");
        assertHeld(106, "failed 5 times", "rebootmgr resume --node " + node.name);
    }

    @Test
    void quorum() {
        TestNode server = fleet.node(TestFleet.cluster().servers().getFirst()).wantsReboot();
        var run = server.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains("quorum");
        assertThat(server.run("run", "--ignore", "quorum").code()).isZero();
    }

    @ParameterizedTest(name = "{0} with {1} other passing and {2} other failing: {3}")
    @CsvSource({
        "none, 2, 0, 0",
        "none, 2, 1, 2",
        "min_passing=2, 1, 5, 0",
        "min_passing=2, 0, 0, 2",
        "min_passing=3, 1, 0, 2",
        "max_failing=1, 0, 1, 0",
        "max_failing=1, 9, 2, 2",
        "min_passing=two, 3, 0, 2",
    })
    void health(String rule, int passing, int failing, int code) {
        String service = Unique.name("gateway");
        var agent = TestFleet.cluster().agent(node.name).api();
        if (rule.equals("none")) {
            agent.registerService(service, service, "rebootmgr");
        } else {
            agent.registerService(service, service, "rebootmgr", rule);
        }
        for (int i = 0; i < passing + failing; i++) {
            fleet.api().registerElsewhere("other" + i, service, i < passing ? "passing" : "critical");
        }
        var run = node.run("run", "--dry-run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        if (code != 0) {
            assertThat(run.err()).contains(service);
            assertHeld(2, service);
        }
    }

    @Test
    void anInstanceWhoseNodeHoldsAClaimOfAnotherGroupCountsAsFailingThoughItPasses() {
        String service = Unique.name("gateway");
        TestFleet.cluster().agent(node.name).api().registerService(service, service, "rebootmgr", "min_passing=2");
        fleet.api().registerElsewhere("gw2", service, "passing");
        assertThat(node.run("check").code()).isZero();
        fleet.put(
                "groups/elsewhere/slots",
                "{\"claims\":[{\"id\":\"x\",\"node\":\"gw2\",\"state\":\"rebooting\",\"boot_id\":\"b\",\"session\":\"s\","
                        + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"}]}");
        assertHeld(2, "gw2", "holds a claim");
    }

    @Test
    void aServiceForAfterTheRebootDoesNotHoldItBefore() {
        String service = Unique.name("late");
        var agent = TestFleet.cluster().agent(node.name).api();
        agent.registerService(service, service, "rebootmgr_postboot");
        agent.setCheck("service:" + service, "critical", "not yet");
        assertThat(node.run("run", "--dry-run").code()).isZero();
    }

    @Test
    void slot() {
        TestNode other = fleet.node(2).wantsReboot();
        assertThat(other.run("run").code()).isZero();
        assertHeld(4, "1 of 1 slot taken", other.name + " (rebooting)");
        fleet.policy("{\"limit\":2}");
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aClaimOfANodeWhoseSessionIsGoneDoesNotCount() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"x\",\"node\":\"dead\",\"state\":\"preparing\",\"boot_id\":\"b\",\"session\":\"s\","
                        + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"}]}");
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.slots()).doesNotContain("\"dead\"");
    }

    @Test
    void aRebootingClaimCountsHoweverOldItIs() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"x\",\"node\":\"dead\",\"state\":\"rebooting\",\"boot_id\":\"b\",\"session\":\"s\","
                        + "\"since\":\"2001-01-01T00:00:00Z\",\"reason\":\"r\"}]}");
        assertHeld(4, "dead (rebooting)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "{\"claims\":[{}]}", "[]", "{\"claims\":{}}", " "})
    void slotsThatCannotBeReadAreLeftAlone(String garbage) {
        fleet.put("groups/" + fleet.group + "/slots", garbage);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(105);
        assertThat(run.err()).contains("groups/" + fleet.group + "/slots");
        assertThat(fleet.slots()).isEqualTo(garbage);
        assertThat(node.log()).isEmpty();
    }

    @Test
    void aStatusThatCannotBeReadHoldsAndIsLeftAlone() {
        fleet.put("nodes/" + node.name + "/status", "\u0000\u0001 garbage");
        assertHeld(105, "nodes/" + node.name + "/status");
        assertThat(fleet.get("nodes/" + node.name + "/status")).isEqualTo("\u0000\u0001 garbage");
    }

    @Test
    void aGateCanBeIgnoredLoudlyAndTheLogbookKeepsIt() {
        fleet.policy("{\"min_uptime\":\"1d\"}");
        assertThat(node.run("run", "--ignore", "uptime").code()).isZero();
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"ignored\":[\"uptime\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "lease", "slot", "weather"})
    void someGatesCannotBeIgnored(String gate) {
        var run = node.run("run", "--ignore", gate);
        assertThat(run.code()).isEqualTo(64);
        assertThat(run.err()).contains(gate);
    }

    @Test
    void aReasonThatStaysIsWrittenOnce() {
        fleet.policy("{\"min_uptime\":\"1d\"}");
        node.run("run");
        String first = fleet.get("nodes/" + node.name + "/status");
        node.run("run");
        assertThat(fleet.get("nodes/" + node.name + "/status")).isEqualTo(first).contains("held", "uptime");
    }
}
