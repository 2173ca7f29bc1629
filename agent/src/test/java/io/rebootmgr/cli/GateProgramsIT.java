package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's own gates: when they are asked, what they are told, and what each of their ends means. */
class GateProgramsIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatWantsToReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .task("pre_boot", "10-drain", "exit 0")
                .task("abort", "10-undrain", "exit 0")
                .wantsReboot();
    }

    private TestNode.Result run(String... args) {
        Path log = folder.resolve(node.name).resolve("log");
        log.toFile().delete();
        return node.run(args);
    }

    @Test
    void areAskedBeforeTheClaimAfterItAndRightBeforeTheCommit() {
        node.gate("10-first", "exit 0").gate("20-second", "exit 0");
        assertThat(run("run").code()).isZero();
        assertThat(node.log())
                .containsExactly(
                        "gate 10-first",
                        "gate 20-second",
                        "gate 10-first",
                        "gate 20-second",
                        "pre_boot 10-drain",
                        "gate 10-first",
                        "gate 20-second",
                        "reboot");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(node.log()).as("a node on its way back asks nobody").hasSize(8);
    }

    @Test
    void areAskedAtMostOnceAMinuteWhileSettling() {
        fleet.policy("{\"settle\":\"7s\"}");
        node.gate("10-gate", "exit 0");
        assertThat(run("run").code()).isZero();
        assertThat(node.log())
                .containsExactly("gate 10-gate", "gate 10-gate", "pre_boot 10-drain", "gate 10-gate", "reboot");
    }

    @Test
    void oneThatHoldsIsNamedEverywhere() throws Exception {
        node.settings("[metrics]\ntextfile = \"" + folder + "/rebootmgr.prom\"\n");
        node.gate("10-open", "echo fine").gate("20-holds", "echo; echo the shop is open; echo more; exit 75");
        node.gate("30-behind", "exit 0");

        var run = run("run");

        String why = "held by programs: 20-holds: the shop is open";
        assertThat(run.code()).as(run.err()).isEqualTo(9);
        assertThat(run.err()).contains(why);
        assertThat(node.log()).as("and those behind it are not asked").containsExactly("gate 10-open", "gate 20-holds");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains(why);
        assertThat(node.run("status").out()).contains("held by programs: 20-holds");
        assertThat(Files.readString(folder.resolve("rebootmgr.prom")))
                .contains(
                        "rebootmgr_gate_program{program=\"10-open\",says=\"open\"} 1",
                        "rebootmgr_gate_program{program=\"20-holds\",says=\"hold\"} 1");
        assertThat(node.run("run", "--dry-run").code()).isEqualTo(9);

        var check = node.run("check");
        assertThat(check.code()).isEqualTo(9);
        assertThat(check.out()).containsPattern("10-open +open +fine").containsPattern("30-behind +open");
        List<JsonNode> programs = programs(node.run("check", "--json").out());
        assertThat(programs)
                .extracting(each ->
                        each.path("program").asText() + " " + each.path("says").asText())
                .containsExactly("10-open open", "20-holds hold", "30-behind open");
    }

    private static List<JsonNode> programs(String check) throws MalformedJson {
        JsonNode gates = Json.parse(check.getBytes(StandardCharsets.UTF_8)).path("gates");
        return StreamSupport.stream(gates.spliterator(), false)
                .filter(gate -> gate.path("gate").asText().equals("programs"))
                .flatMap(gate -> StreamSupport.stream(gate.path("programs").spliterator(), false))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo on its way >&2; exit 1 | exit 1: on its way",
                "echo asking; exit 2         | exit 2: asking",
                "kill -9 $$                  | exit 137",
                "sleep 30                    | ran longer than gate_timeout (1s) and was killed",
                "token=topsecret1; echo token=$token; exit 3 | exit 3: token=***",
            })
    void oneThatSaysNeitherCannotBeJudgedAndHolds(String script, String said) {
        fleet.policy("{\"gate_timeout\":\"1s\"}");
        node.gate("10-gate", script);
        var run = run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(9);
        assertThat(run.err()).contains("cannot judge programs: 10-gate: " + said);
        assertThat(node.log()).containsExactly("gate 10-gate");
        assertThat(fleet.get("nodes/" + node.name + "/status")).contains("\"failures\":0");
    }

    @Test
    void whatCannotBeStartedCannotBeJudgedAndSaysWhy() throws Exception {
        node.gate("10-gate", "exit 0").executable("tasks/gates.d/20-gate", "");
        Path gates = folder.resolve(node.name + "/tasks/gates.d");
        assertHeld("20-gate: " + gates.resolve("20-gate") + " is empty");
        node.executable("tasks/gates.d/20-gate", "#!/bin/sh\r\nexit 0\r\n");
        assertHeld("has the line ends of Windows");
        Files.delete(gates.resolve("20-gate"));
        Files.createSymbolicLink(gates.resolve("20-gate"), Path.of("/no/such/gate"));
        assertHeld("20-gate is a link to nothing");
        Files.delete(gates.resolve("20-gate"));
        node.write("tasks/gates.d/README", "not a program");
        assertThat(node.run("doctor").out()).contains("gates.d skips README: not executable");
        assertThat(run("run").code()).isZero();
    }

    private void assertHeld(String why) {
        var run = run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(9);
        assertThat(run.err()).contains("cannot judge programs", why);
        assertThat(node.run("check").code()).isEqualTo(9);
        assertThat(node.run("doctor").out().replaceAll("\\s+", " ")).contains("cannot be judged, so no reboot begins");
    }

    @Test
    void aDirectoryThatOthersCanWriteIsNotAskedByRoot() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(io.rebootmgr.host.LinuxHost.runsAsRoot());
        node.gate("10-gate", "exit 0");
        Path gates = folder.resolve(node.name + "/tasks/gates.d");
        Files.setPosixFilePermissions(gates, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        assertHeld("can be written by others than root: chmod go-w");
        assertThat(node.log()).isEmpty();
    }

    @Test
    void whatIsNoDirectoryCannotBeJudged() {
        node.write("tasks/gates.d", "a file");
        assertHeld("gates.d is no directory");
    }

    @Test
    void areToldWhatTasksAreToldAndThatItIsAReboot() {
        node.env("CONSUL_HTTP_TOKEN", "00000000-1111-2222-3333-444444444444");
        node.gate("10-gate", "env | grep -E '^(REBOOTMGR|CONSUL)_' | sort | grep -v TASK > " + folder + "/env");
        fleet.delete("config");
        fleet.policy("{}");
        var check = node.run("check");
        assertThat(node.log()).as(check.out() + check.err()).containsOnly("gate 10-gate dry");
        assertThat(folder.resolve("env")).content().isEqualTo("""
                REBOOTMGR_CHANGE=reboot
                REBOOTMGR_CLAIM=
                REBOOTMGR_DRY_RUN=1
                REBOOTMGR_GROUP=%s
                REBOOTMGR_NODE=%s
                REBOOTMGR_REASON=new kernel
                REBOOTMGR_STAGE=gate
                """.formatted(fleet.group, node.name));
    }

    /** In a look and before the claim, under it, and before a commit where there is one. */
    @ParameterizedTest
    @CsvSource({"hot, 2, hot", "drain, 3, pre_boot drained post_boot", "reboot, 3, pre_boot reboot"})
    void areToldWhichChangeIsAboutToHappen(String kind, int asked, String does) {
        node.task("hot", "10-update", "exit 0").task("drained", "10-update", "exit 0");
        node.task("post_boot", "10-undrain", "exit 0").delete("reboot_required");
        if (kind.equals("reboot")) {
            node.delete("tasks/drained_tasks");
        }
        fleet.put("nodes/" + node.name + "/change_required", "{\"kind\":\"" + kind + "\",\"reason\":\"packages\"}");
        node.gate("10-gate", "echo $REBOOTMGR_STAGE $REBOOTMGR_CHANGE >> " + folder + "/told");
        assertThat(node.run("check").code()).isZero();
        assertThat(folder.resolve("told")).content().isEqualTo("gate " + kind + "\n");
        assertThat(run("run").code()).isZero();
        assertThat(folder.resolve("told")).content().isEqualTo(("gate " + kind + "\n").repeat(1 + asked));
        assertThat(node.log().stream()
                        .filter(line -> !line.startsWith("gate "))
                        .map(line -> line.replaceAll(" .*", "")))
                .containsExactly(does.split(" "));
    }

    @Test
    void oneMayHoldRebootsAndLetChangesInServiceThrough() {
        node.task("hot", "10-update", "exit 0").gate("10-gate", "test $REBOOTMGR_CHANGE = hot || exit 75");
        assertThat(run("run").code()).isEqualTo(9);
        node.delete("reboot_required");
        fleet.put("nodes/" + node.name + "/change_required", "{\"kind\":\"hot\",\"reason\":\"packages\"}");
        assertThat(run("run").code()).isZero();
        assertThat(node.log()).contains("hot 10-update");
    }

    @Test
    void oneThatChangesItsMindAfterTheDrainHasItUndone() {
        node.gate("10-gate", "grep -q drain " + folder.resolve(node.name) + "/log && echo alarm && exit 75; exit 0");
        var run = run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(9);
        assertThat(node.log())
                .containsExactly(
                        "gate 10-gate", "gate 10-gate", "pre_boot 10-drain", "gate 10-gate", "abort 10-undrain");
        assertThat(fleet.slots()).isEqualTo("{\"claims\":[]}");
    }

    @Test
    void areNotAskedWhereNobodyAsksForARebootOrWhereAnotherGateHolds() {
        node.gate("10-gate", "exit 75");
        node.delete("reboot_required");
        assertThat(run("run").code()).isZero();
        node.wantsReboot();
        fleet.policy("{\"enabled\":false}");
        assertThat(run("run").code()).isEqualTo(101);
        fleet.put("stop", "incident 42");
        assertThat(run("run").code()).isEqualTo(102);
        assertThat(node.run("check").out()).contains("not asked while a stop flag is set");
        assertThat(node.log()).isEmpty();
    }

    @Test
    void areNotAskedWhereTheyAreIgnored() {
        node.gate("10-hangs", "sleep 300");
        assertThat(run("run", "--ignore", "programs").code()).isZero();
        assertThat(node.log()).containsExactly("pre_boot 10-drain", "reboot");
        assertThat(node.boot().run("run").code()).isZero();
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"ignored\":[\"programs\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "groups/%g/stop"})
    void aStopEndsOneThatRuns(String key) {
        String flag = TestFleet.cluster().servers().getFirst().http() + "/v1/kv/" + fleet.prefix + "/"
                + key.replace("%g", fleet.group);
        node.gate("10-gate", "curl -s -X PUT -d now " + flag + " >/dev/null; exec sleep 300");
        long begun = System.nanoTime();
        var run = run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(102);
        assertThat((System.nanoTime() - begun) / 1_000_000_000).isLessThan(10);
        assertThat(fleet.slots()).isIn("", "{\"claims\":[]}");
    }

    @Test
    void theClaimIsKeptWhileOneTakesLongerThanHalfItsSession() {
        fleet.policy("{\"session_ttl\":\"10s\"}");
        node.gate(
                "10-slow",
                "test -z \"$REBOOTMGR_CLAIM\" || test -e " + folder + "/slept || { touch " + folder
                        + "/slept; sleep 24; }");
        var run = run("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.log()).contains("reboot");
    }
}
