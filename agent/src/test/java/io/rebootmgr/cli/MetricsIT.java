package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.report.MetricsText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics file after real runs. */
class MetricsIT {
    private static final String CLOSED = "{\"freezes\":[{\"from\":\"2020-01-01\",\"to\":\"2199-01-01\"}]}";

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeWithMetrics() throws Exception {
        fleet = new TestFleet(folder).policy("{\"limit\":2}");
        node = fleet.node(1);
        Files.createDirectory(node.folder.resolve("metrics"));
        node.settings("[metrics]\ntextfile = \"" + node.folder + "/metrics/rebootmgr.prom\"");
    }

    private MetricsText metrics() {
        return MetricsText.parse(node.read("metrics/rebootmgr.prom"));
    }

    private int run() {
        return node.run("run").code();
    }

    @Test
    void anIdleRunTellsOfTheNodeAndItsGroup() throws Exception {
        long before = Instant.now().getEpochSecond();

        assertThat(run()).isZero();

        assertThat(metrics().value("rebootmgr_last_run_timestamp_seconds")).isBetween(before * 1.0, before + 60.0);
        assertThat(metrics().value("rebootmgr_last_run_exit_code")).isZero();
        assertThat(metrics().value("rebootmgr_reboot_required")).isZero();
        assertThat(metrics().value("rebootmgr_state", "state", "idle")).isOne();
        assertThat(metrics().value("rebootmgr_group_slots", "group", fleet.group))
                .isEqualTo(2);
        Path file = node.folder.resolve("metrics/rebootmgr.prom");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(file.getParent()).isDirectoryContaining(other -> other.equals(file));
        assertThat(Files.exists(file.resolveSibling("rebootmgr.prom.new"))).isFalse();
    }

    @Test
    void aHoldKeepsItsBeginning() {
        fleet.policy(CLOSED);
        node.wantsReboot();

        assertThat(run()).isEqualTo(6);
        double held = metrics().value("rebootmgr_held_since_timestamp_seconds", "gate", "window");
        double required = metrics().value("rebootmgr_reboot_required_since_timestamp_seconds");
        assertThat(held).isPositive();
        node.write("state/report.json", node.read("state/report.json").replaceAll("_since\":[0-9]+", "_since\":1234"));

        assertThat(run()).isEqualTo(6);

        assertThat(required).isPositive();
        assertThat(metrics().value("rebootmgr_state", "state", "held")).isOne();
        assertThat(metrics().value("rebootmgr_held_since_timestamp_seconds", "gate", "window"))
                .isEqualTo(1234);
        assertThat(metrics().value("rebootmgr_reboot_required_since_timestamp_seconds"))
                .isEqualTo(1234);
    }

    @Test
    void aRebootIsFollowedToItsEnd() {
        node.wantsReboot();

        assertThat(run()).isZero();
        assertThat(metrics().value("rebootmgr_state", "state", "rebooting")).isOne();
        node.boot();
        assertThat(run()).isZero();

        assertThat(metrics().value("rebootmgr_state", "state", "idle")).isOne();
        assertThat(metrics().value("rebootmgr_reboot_required")).isZero();
        assertThat(metrics().value("rebootmgr_group_claims", "group", fleet.group, "state", "returning"))
                .isZero();
        assertThat(metrics().value("rebootmgr_last_reboot_timestamp_seconds")).isPositive();
        assertThat(metrics()
                        .samples()
                        .getOrDefault("rebootmgr_last_reboot_duration_seconds", Map.of())
                        .keySet())
                .extracting(labels -> labels.get("phase"))
                .contains("pre_boot_tasks", "settle", "boot", "health", "post_boot_tasks");
        assertThat(run()).isZero();
        assertThat(metrics().value("rebootmgr_last_reboot_timestamp_seconds")).isPositive();
    }

    @Test
    void aStopAndAFailureAreSeen() {
        node.task("pre_boot", "10-drain", "exit 1").wantsReboot();

        assertThat(run()).isEqualTo(100);
        assertThat(metrics().value("rebootmgr_consecutive_failures")).isOne();
        assertThat(metrics().value("rebootmgr_state", "state", "failed")).isOne();
        fleet.put("stop", "trouble");
        assertThat(run()).isEqualTo(102);

        assertThat(metrics().value("rebootmgr_stop_flag", "scope", "fleet")).isOne();
        assertThat(metrics().value("rebootmgr_held_since_timestamp_seconds", "gate", "stop"))
                .isPositive();
        assertThat(metrics().value("rebootmgr_state", "state", "held")).isOne();
    }

    @Test
    void whoIsOutOfServiceStaysSoUnderAStop() {
        node.wantsReboot();
        run();
        node.boot();
        fleet.put("stop", "trouble");

        assertThat(run()).isEqualTo(102);

        assertThat(metrics().value("rebootmgr_state", "state", "rebooting")).isOne();
    }

    @Test
    void theNextWindowAndThePlaceInLineAreToldOfANodeThatWaits() {
        fleet.policy("{\"limit\":1,\"freezes\":[{\"from\":\"2020-01-01\",\"to\":\"2020-01-02\"},"
                + "{\"from\":\"2199-01-01\",\"to\":\"2199-01-02\"}]}");
        TestNode other = fleet.node(2);
        other.wantsReboot();
        assertThat(other.run("run").code()).isZero();
        node.wantsReboot();

        assertThat(run()).isEqualTo(4);
        assertThat(run()).isEqualTo(4);

        assertThat(metrics().value("rebootmgr_line_place", "group", fleet.group))
                .isOne();
        assertThat(metrics().value("rebootmgr_line_since_timestamp_seconds", "group", fleet.group))
                .isPositive();
        fleet.policy("{\"windows\":[{\"days\":[\"" + yesterday() + "\"],\"start\":\"12:00\",\"length\":\"1h\"}]}");
        assertThat(run()).isEqualTo(6);

        double now = metrics().value("rebootmgr_last_run_timestamp_seconds");
        assertThat(metrics().value("rebootmgr_window_opens_timestamp_seconds"))
                .isBetween(now + 4 * 86_400, now + 7 * 86_400);
    }

    private static String yesterday() {
        return LocalDate.now(ZoneId.systemDefault())
                .minusDays(1)
                .getDayOfWeek()
                .getDisplayName(TextStyle.SHORT, Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    @Test
    void theLastExitCodeIsKnownWhileTheNextRunIsAtWork() {
        node.task("pre_boot", "10-drain", "exit 1").wantsReboot();
        assertThat(run()).isEqualTo(100);
        node.task("pre_boot", "10-drain", "cp " + node.folder + "/metrics/rebootmgr.prom " + node.folder + "/seen");

        assertThat(run()).isZero();

        MetricsText seen = MetricsText.parse(node.read("seen"));
        assertThat(seen.value("rebootmgr_state", "state", "preparing")).isOne();
        assertThat(seen.value("rebootmgr_last_run_exit_code")).isEqualTo(100);
        assertThat(metrics().value("rebootmgr_last_run_exit_code")).isZero();
    }

    @Test
    void aNodeWhoseTaskHangsSaysThatItDisabledItself() {
        fleet.policy("{\"task_timeout\":\"1s\"}");
        node.task("pre_boot", "10-drain", "exec sleep 600").wantsReboot();
        assertThat(run()).isEqualTo(100);

        assertThat(run()).isEqualTo(101);

        assertThat(metrics().value("rebootmgr_disabled_itself")).isOne();
    }

    private void withoutConsul() {
        node.write(
                "rebootmgr.toml",
                node.read("rebootmgr.toml").replaceFirst("address = .*", "address = \"127.0.0.1:1\""));
    }

    @Test
    void whetherARebootIsWantedIsNotKnownBeforeConsulAnswered() {
        withoutConsul();
        node.wantsReboot();

        assertThat(run()).isEqualTo(8);

        assertThat(metrics().value("rebootmgr_last_run_exit_code")).isEqualTo(8);
        assertThat(metrics().samples())
                .doesNotContainKeys("rebootmgr_reboot_required", "rebootmgr_state", "rebootmgr_stop_flag");
    }

    @Test
    void withoutConsulWhatIsKnownStays() {
        fleet.policy(CLOSED);
        node.wantsReboot();
        run();
        withoutConsul();

        assertThat(run()).isEqualTo(8);

        assertThat(metrics().value("rebootmgr_last_run_exit_code")).isEqualTo(8);
        assertThat(metrics().value("rebootmgr_held_since_timestamp_seconds", "gate", "window"))
                .isPositive();
        assertThat(metrics().samples()).doesNotContainKey("rebootmgr_group_claims");
    }

    @Test
    void aFileThatCannotBeWrittenChangesNothing() {
        node.settings("[metrics]\ntextfile = \"/proc/nowhere/rebootmgr.prom\"");

        assertThat(run()).isZero();
        node.wantsReboot();
        assertThat(run()).isZero();
        assertThat(node.log()).contains("reboot");
    }

    @Test
    void aDryRunTellsNothing() {
        node.wantsReboot();

        assertThat(node.run("run", "--dry-run").code()).isZero();

        assertThat(node.folder.resolve("metrics")).isEmptyDirectory();
    }
}
