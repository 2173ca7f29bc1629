package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Is this node ready: every finding about the node itself, its way out, and the code. */
class DoctorIT extends DoctorScene {
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
        node.settings("[metrics]\ntextfile = \"" + metrics + "/way/rebootmgr.prom\"\n");
        Files.createSymbolicLink(metrics.resolve("way"), metrics);
        Files.setPosixFilePermissions(metrics, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFound(
                0, "no metrics are written: " + metrics + "/way is a link that others than root may have put there");
        node.settings("[metrics]\ntextfile = \"" + metrics + "/rebootmgr.prom\"\n");
        Files.delete(metrics.resolve("way"));
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
    void aReleaseByAnOperatorIsNoFailure() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"failed\",\"kernel\":\"\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"1\",\"failures\":0,\"last\":{\"code\":5,"
                        + "\"reason\":\"released by alice@admin1: mainboard\",\"at\":\"2026-01-01T00:00:00Z\"}}");
        assertFound(0, "status note its slot was released by alice@admin1: mainboard; that is no failure");
        assertThat(node.run("doctor").out()).doesNotContain("failed, last:");
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
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void aTokenThatOthersCanReplaceIsAWarning() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path token = Files.writeString(open.resolve("token"), "secret\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        node.env("CONSUL_HTTP_TOKEN_FILE", token.toString());
        assertFound(0, "others than root can put another Consul token in place of", "chmod go-w '" + open + "'");
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
        "echo disabled; exit 1, timer warn rebootmgr.timer is disabled: nothing starts a run -> systemctl enable --now",
        "echo masked; exit 1, systemctl unmask rebootmgr.timer && systemctl enable --now rebootmgr.timer",
        "echo Failed to get unit file state >&2; exit 1, timer warn rebootmgr.timer is not installed",
        "echo Failed to get unit file state >&2; exit 1, nothing starts a run -> install the package",
        "echo not-found; exit 4, nothing starts a run -> install the package",
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
}
