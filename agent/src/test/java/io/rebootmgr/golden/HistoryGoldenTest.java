package io.rebootmgr.golden;

import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Unreadable;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.Entry.TaskRun;
import io.rebootmgr.show.HistoryPage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code history} of what happens to reboots. */
class HistoryGoldenTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant STARTED = Instant.parse("2026-01-30T22:00:07.123Z");

    private static Entry begun(String node, Duration later, String... by) {
        return Entry.begun("3f2a9c11d0e4", node, "web", "new kernel", List.of(by), STARTED.plus(later))
                .from("6.1.0-29-amd64", "1.4.0");
    }

    private static Entry whole() {
        return begun("web1", Duration.ZERO, "/run/reboot_required", "service/rebootmgr/nodes/web1/reboot_required")
                .waited(Duration.ofMinutes(14))
                .task(new TaskRun("pre_boot", "10-drain", 0, Duration.ofMillis(31_390)))
                .task(new TaskRun("pre_boot", "20-disable-alerts", 0, Duration.ofMillis(80)))
                .phase("pre_boot_tasks", Duration.ofMillis(31_480))
                .phase("settle", Duration.ofSeconds(130))
                .cameBackWith("6.1.0-30-amd64")
                .phase("boot", Duration.ofSeconds(175))
                .phase("health", Duration.ofSeconds(12))
                .task(new TaskRun("post_boot", "10-undrain", 0, Duration.ofSeconds(3)))
                .phase("post_boot_tasks", Duration.ofMillis(3_010))
                .phase("health", Duration.ofMillis(20))
                .ended(0, "rebooted: new kernel", STARTED.plusSeconds(352));
    }

    private static void holds(String name, String situation, Entry... entries) {
        Logbook logbook = new Logbook(List.of(entries), List.of());
        Golden.holds(
                "history/" + name,
                situation,
                HistoryPage.of(logbook, "web1 has no logbook", ZONE, false).text());
    }

    @Test
    void aWholeReboot() {
        holds("reboot", "a reboot from end to end", whole());
    }

    @Test
    void whatCanGoWrong() {
        Entry failed = begun("web2", Duration.ofHours(1), "/run/reboot_required")
                .task(new TaskRun("pre_boot", "10-drain", 3, Duration.ofMillis(800)))
                .phase("pre_boot_tasks", Duration.ofMillis(810))
                .task(new TaskRun("abort", "10-undrain", 0, Duration.ofMillis(300)))
                .ended(
                        100,
                        "pre_boot task 10-drain failed with exit 3; see its output in the log",
                        STARTED.plusSeconds(3602));
        Entry stopped = begun("web3", Duration.ofHours(2), "operator alice@admin1")
                .ignoring(List.of("health", "window"))
                .task(new TaskRun("pre_boot", "10-drain", -1, Duration.ofSeconds(40)))
                .phase("pre_boot_tasks", Duration.ofSeconds(40))
                .ended(
                        102,
                        "stopped by service/rebootmgr/stop: incident 42; `rebootmgr resume` clears it",
                        STARTED.plusSeconds(7242));
        Entry held = begun("web4", Duration.ofHours(3), "/run/reboot_required")
                .phase("pre_boot_tasks", Duration.ofMillis(5))
                .phase("settle", Duration.ofSeconds(45))
                .ended(
                        2,
                        "held by health: web: 1 of 3 nodes pass, min_passing=2; failing: web1 (http: HTTP GET"
                                + " http://10.0.0.1/: 503 Service Unavailable), web7 (serfHealth: Agent not live or"
                                + " unreachable)",
                        STARTED.plusSeconds(10_845));
        Entry released = Entry.begun(
                        "77aa0b1c2d3e", "web5", "web", "firmware 4.11", List.of("operator bob@admin1"), STARTED)
                .ended(5, "released by bob@admin1: mainboard is dead", STARTED.plus(Duration.ofHours(20)));
        Entry underWay = begun("web6", Duration.ofHours(5), "/run/reboot_required");
        holds(
                "trouble",
                "a failure, a stop, a gate that closed, a release, and one that goes on",
                underWay,
                held,
                stopped,
                failed,
                released);
    }

    @Test
    void whatAnOlderAgentWrote() {
        Entry old = Entry.begun("c0ffee", "web1", "web", "new\u001B[31m kernel", List.of("operator"), STARTED)
                .ended(0, "rebooted", STARTED.minusSeconds(3));
        holds("older-agent", "few facts, a clock that went back, and text that would obey a terminal", old);
    }

    @Test
    void nothingAndGarbage() {
        holds("none", "a node that was never rebooted");
        Logbook logbook = new Logbook(List.of(), List.of(new Unreadable("r/nodes/web1/history", "is empty")));
        Golden.holds(
                "history/garbage",
                "a logbook that cannot be read",
                HistoryPage.of(logbook, "", ZONE, false).text());
    }

    @Test
    void programsGetWhatStandsInConsul() {
        Golden.json(
                "history/json",
                "what --json prints",
                Json.pretty(HistoryPage.json(new Logbook(List.of(whole()), List.of()))));
    }
}
