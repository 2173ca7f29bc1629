package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import io.rebootmgr.testing.ConsulApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Is this node ready: every finding, its way out, and the code. */
class DoctorIT {
    private static final String CLAIM =
            "{\"claims\":[{\"id\":\"c1\",\"node\":\"%n\",\"state\":\"rebooting\",\"boot_id\":\"b\",\"session\":\"\","
                    + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"}]}";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatIsReady() throws IOException {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1).env("PATH", folder.resolve("bin").toString());
        program("systemctl", "case $1 in is-enabled) echo enabled;; is-active) echo active;; esac");
        program("timedatectl", "echo yes");
    }

    private void program(String name, String script) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void assertFound(int code, String... said) {
        var run = node.run("doctor");
        assertThat(run.code()).as(run.out()).isEqualTo(code);
        assertThat(run.out().replaceAll("\\s+", " ")).contains(said);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aNodeThatIsReadyHasNothingWrong() {
        String before = String.join("\n", fleet.api().keys(fleet.prefix));
        var run = node.run("doctor");
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).doesNotContain("FAIL", "warn ").contains("ready: 0 warn", node.name + ", as in Consul");
        assertThat(String.join("\n", fleet.api().keys(fleet.prefix)))
                .as("nothing was written")
                .isEqualTo(before);
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(TestFleet.cluster()
                        .agent(node.name)
                        .api()
                        .get("/v1/session/node/" + node.name)
                        .toString())
                .doesNotContain("doctor");
    }

    @Test
    void whatNearlySaysSomethingIsPointedAt() {
        var agent = TestFleet.cluster().agent(node.name).api();
        agent.registerService("near-1", "near", "Rebootmgr", "min_passing=2");
        fleet.put("stop/incident-42", "hurry");
        fleet.put("nodes/" + node.name + "/stop/", "");

        assertFound(
                0,
                "service near: the tag \"Rebootmgr\" counts for nothing",
                "write rebootmgr",
                "the tag \"min_passing=2\" counts for nothing",
                "/stop/incident-42 stops nobody; a stop is the key");
        for (String command : List.of("check", "status")) {
            assertThat(node.run(command).out().replaceAll("\\s+", " "))
                    .as(command)
                    .contains("/stop/incident-42", "/" + node.name + "/stop/", "stops nobody");
        }
        assertThat(node.run("check").out()).contains("\"Rebootmgr\" counts for nothing; write rebootmgr");
        assertThat(node.run("status", "--node", node.name).out()).contains("stops nobody");
    }

    private void hook(String name, String script) throws IOException {
        Path file = Files.createDirectories(node.folder.resolve("notify.d")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        String settings = Files.readString(node.config());
        if (!settings.contains("notify =")) {
            Files.writeString(
                    node.config(),
                    settings.replace("[paths]\n", "[paths]\nnotify = \"" + node.folder + "/notify.d\"\n"));
        }
    }

    @Test
    void aTestMessageShowsWhetherMessagesArrive() throws IOException {
        fleet.policy("{\"fleet_name\":\"prod\"}");
        hook("10-record", "/bin/cat >>" + node.folder + "/told");
        assertFound(0, "1 program is told what happens", "--test-notify");
        assertThat(node.folder.resolve("told")).doesNotExist();

        hook("20-broken", "/bin/cat >/dev/null; echo 'the webhook said 404' >&2; exit 4");
        var run = node.run("doctor", "--test-notify");

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains(
                        "10-record took a test message",
                        "20-broken did not take a test message: it failed with exit 4");
        assertThat(node.read("told"))
                .contains("\"event\":\"test\"", "prod: ", "tests whether messages of " + node.name + " arrive");
    }

    @Test
    void metricsThatNobodyReadsOrWritesArePointedAt() throws IOException {
        Path metrics = Files.createDirectories(node.folder.resolve("textfiles"));
        node.settings("[metrics]\ntextfile = \"" + metrics + "/rebootmgr.prom\"\n");
        assertFound(0, "rebootmgr.prom is not there yet: the next run writes it");
        assertThat(node.run("run").code()).isZero();
        assertFound(0, "rebootmgr.prom, written ");
        Files.setLastModifiedTime(
                metrics.resolve("rebootmgr.prom"), FileTime.from(Instant.now().minus(Duration.ofDays(3))));
        assertFound(0, "was written 3d 0h ago: what it tells is old");
        Files.delete(metrics.resolve("rebootmgr.prom"));
        Files.delete(metrics);
        assertFound(0, "no metrics are written: " + metrics + " is not there");
    }

    @Test
    void whatAnEarlierInstallationLeftIsPointedAt() throws IOException {
        Path aside = node.config().resolveSibling(node.config().getFileName() + ".rpmsave");
        Files.writeString(aside, "[node]\ngroup = \"db\"\n");
        Files.writeString(node.config().resolveSibling("consul.token"), "secret\n");
        assertFound(
                0,
                aside + " was put aside and does not count: this node is " + node.name + " of group " + fleet.group,
                "`mv " + aside + " " + node.config() + "`",
                "there is a token in",
                "set consul.token_file");
    }

    @Test
    void anotherGroupThanBeforeIsPointedAt() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"db\",\"state\":\"idle\",\"kernel\":\"\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":0}");
        assertFound(0, "its last run was in group db, and its settings now say " + fleet.group);
    }

    @Test
    void asJsonItSaysTheSame() throws Exception {
        fleet.delete("config");
        var run = node.run("doctor", "--json");
        assertThat(run.code()).isEqualTo(104);
        var json = Json.parse(run.out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("ready").asBoolean()).isFalse();
        assertThat(json.path("exit_code").asInt()).isEqualTo(104);
        assertThat(json.path("findings").findValuesAsText("level")).contains("ok", "fail");
    }

    @Test
    void invalidSettingsAreAllTold() {
        node.settings("grace = \"soon\"\n[paths2]\n");
        assertFound(105, "reboot.grace", "paths2", "not ready: 2 FAIL");
    }

    @Test
    void withoutConsulTheRestIsStillLookedAt() {
        node = new TestNode(folder.resolve("lost"), "http://127.0.0.1:1", "lost", "p", "g").env("PATH", "/nowhere");
        node.delete("tasks/abort_tasks");
        assertFound(
                8, "consul FAIL", "does not answer", "consul.address", "no abort tasks", "all else note not examined");
    }

    @Test
    void tasksThatCannotBeExecutedAreAllTold() {
        node.task("pre_boot", "10-drain", "").task("pre_boot", "20-quobyte", "").task("post_boot", "10-back", "");
        node.write("tasks/pre_boot_tasks/10-drain", "");
        node.write("tasks/pre_boot_tasks/20-quobyte", "#!/bin/sh\r\nexit 0\r\n");
        node.write("tasks/post_boot_tasks/10-back", "#!/no/such/python\n");
        assertFound(105, "10-drain is empty", "line ends of Windows", "/no/such/python", "not ready: 3 FAIL");

        assertThat(node.wantsReboot().run("run").code()).isEqualTo(105);
        assertThat(node.hasClaimFile()).isFalse();
        assertThat(node.log()).isEmpty();
    }

    @Test
    void aTokenThatEverybodyCanReadIsAWarning() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        node.env("CONSUL_HTTP_TOKEN_FILE", token.toString());
        assertFound(0, "can be read by every user", "chmod go-rwx");
    }

    @Test
    void theNameMustBeConsuls() {
        String agent = node.name;
        node = new TestNode(
                        folder.resolve("x"),
                        TestFleet.cluster().agent(agent).http().toString(),
                        "web1",
                        fleet.prefix,
                        fleet.group)
                .env("PATH", folder.resolve("bin").toString());
        assertFound(105, "web1 here and " + agent + " in Consul", "name = \"" + agent + "\"");
    }

    @Test
    void theFirstFailureGivesTheCode() {
        node.delete("tasks/pre_boot_tasks");
        fleet.put("config", "{\"limit\":0,\"settle\":1}");
        assertFound(104, "pre_boot_tasks is missing", "config: limit", "config: settle", "3 FAIL");
    }

    @Test
    void skippedTasksAndADisabledNodeAreWarnings() {
        node.write("tasks/pre_boot_tasks/README", "x");
        fleet.policy("{\"enabled\":false,\"disabled_reason\":\"bad disk\"}");
        assertFound(0, "skips README: not executable", "disabled: bad disk", "ready: 2 warn");
    }

    @ParameterizedTest
    @CsvSource({
        "echo disabled; exit 1, timer warn rebootmgr.timer is disabled",
        "echo Failed to get unit file state >&2; exit 1, timer warn rebootmgr.timer is not installed",
        "[ $1 = is-enabled ] && echo enabled || { echo inactive; exit 3; }, but inactive",
        "echo System has not been booted with systemd as init system >&2; exit 1, timer note systemd does not run here",
    })
    void theTimer(String systemctl, String said) throws IOException {
        program("systemctl", systemctl);
        assertFound(0, said);
    }

    /** The boot id of these nodes is a file of their own, and nothing tells of their user space. */
    @Test
    void aSoftRebootWhoseReturnNothingTellsIsAWarning() throws IOException {
        assertThat(node.run("doctor").out()).doesNotContain("soft reboot");

        node.settings("[reboot]\ncommand = [\"systemctl\", \"soft-reboot\"]\n");

        assertFound(0, "reboot command warn", "return could never be noticed", "set reboot.command = ");
    }

    @Test
    void aNodeWithoutTheseProgramsIsToldSo() {
        node.env("PATH", "/nowhere");
        assertFound(0, "there is no systemctl here", "clock note not known");
    }

    @Test
    void aClockThatNobodySetsIsAWarning() throws IOException {
        program("timedatectl", "echo no");
        assertFound(0, "clock warn not synchronised");
    }

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

    @Test
    void aNodeThatHasGivenUp() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"g\",\"state\":\"failed\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":5}");
        assertFound(106, "given up after 5 failures", "rebootmgr resume --node " + node.name);
    }
}
