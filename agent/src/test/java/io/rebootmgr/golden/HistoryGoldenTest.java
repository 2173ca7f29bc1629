package io.rebootmgr.golden;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.Entry.TaskRun;
import io.rebootmgr.show.HistoryPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
        holds(name, situation, STARTED.plus(Duration.ofHours(6)), List.of(), entries);
    }

    private static void holds(
            String name, String situation, Instant now, List<ClaimInGroup> standing, Entry... entries) {
        Golden.holds(
                "history/" + name,
                situation,
                HistoryPage.of(logbook(standing, entries), "web1 has no logbook", new Times(now, ZONE), false)
                        .text());
    }

    private static Logbook logbook(List<ClaimInGroup> standing, Entry... entries) {
        Map<String, ClaimInGroup> byId =
                standing.stream().collect(Collectors.toMap(held -> held.claim().id(), held -> held));
        return new Logbook(List.of(entries), byId, List.of());
    }

    /** The claim of an entry, in a state since then. */
    private static ClaimInGroup held(Entry entry, ClaimState state, Instant since) {
        Claim claim = new Claim(entry.claim(), entry.node(), state, "b", "s", since, entry.reason(), List.of());
        return new ClaimInGroup(entry.group(), claim, true);
    }

    @Test
    void aWholeReboot() {
        holds("reboot", "a reboot from end to end", whole());
    }

    @Test
    void aWholeDrainWhichBootsNothing() {
        Entry drain = begun("web1", Duration.ZERO, "detector 20-updates")
                .of(ChangeKind.DRAIN)
                .task(new TaskRun("pre_boot", "20-slurm", 0, Duration.ofMinutes(41)))
                .phase("pre_boot_tasks", Duration.ofMinutes(41))
                .phase("settle", Duration.ofSeconds(130))
                .task(new TaskRun("drained", "40-package-upgrade", 0, Duration.ofSeconds(31)))
                .phase("drained_tasks", Duration.ofSeconds(31))
                .cameBackWith("6.1.0-29-amd64")
                .task(new TaskRun("post_boot", "20-slurm", 0, Duration.ofSeconds(3)))
                .phase("post_boot_tasks", Duration.ofSeconds(3))
                .ended(0, "changed: new kernel", STARTED.plusSeconds(2_630));
        holds("drain", "a drain from end to end", drain);
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
        Entry unwanted = begun("web5", Duration.ofHours(4), "/run/reboot_required")
                .phase("pre_boot_tasks", Duration.ofMillis(5))
                .ended(0, "given up: the trigger has gone", STARTED.plusSeconds(14_460));
        String situation = "a trigger that went away, a gate that closed, a stop, and a failure";
        holds("trouble", situation, unwanted, held, stopped, failed);
    }

    private static Entry drained(String node) {
        return begun(node, Duration.ZERO, "service/rebootmgr/nodes/" + node + "/reboot_required")
                .task(new TaskRun("pre_boot", "10-drain", 0, Duration.ofMillis(31_390)))
                .phase("pre_boot_tasks", Duration.ofMillis(31_480))
                .phase("settle", Duration.ofSeconds(130));
    }

    @Test
    void whatIsInProgress() {
        Instant now = STARTED.plusSeconds(200);
        Entry preparing = begun("web4", Duration.ofSeconds(190), "/run/reboot_required");
        Entry rebooting = drained("web2");
        Entry returning = drained("web3").cameBackWith("6.1.0-30-amd64").phase(Entry.BOOT, Duration.ofSeconds(35));
        Entry older = Entry.begun("77aa0b1c2d3e", "web1", "web", "new kernel", List.of(), STARTED.plusSeconds(180));
        Entry over = begun("web5", Duration.ZERO, "/run/reboot_required");
        ClaimInGroup lost = new ClaimInGroup(
                "web",
                held(preparing, ClaimState.PREPARING, preparing.started()).claim(),
                false);
        holds(
                "preparing",
                "a node that prepares",
                now,
                List.of(held(preparing, ClaimState.PREPARING, preparing.started())),
                preparing);
        holds("preparing-lost", "a node that prepares and whose session is gone", now, List.of(lost), preparing);
        holds(
                "rebooting",
                "a node that is down",
                now,
                List.of(held(rebooting, ClaimState.REBOOTING, STARTED.plusSeconds(162))),
                rebooting);
        holds(
                "returning",
                "a node that is up again and waits for its services",
                now,
                List.of(held(returning, ClaimState.RETURNING, STARTED.plusSeconds(197))),
                returning);
        holds(
                "claim-only",
                "a claim of an older agent, which wrote nothing into the logbook",
                now,
                List.of(held(older, ClaimState.REBOOTING, older.started())),
                older);
        holds("no-end", "a node that died while it prepared, and lost its disk", over);
    }

    @Test
    void aNodeThatIsLost() {
        Entry lost = drained("web2");
        holds(
                "lost",
                "a node that has not come back for a day",
                STARTED.plus(Duration.ofHours(26)),
                List.of(held(lost, ClaimState.REBOOTING, STARTED.plusSeconds(162))),
                lost);
    }

    @Test
    void aPostTaskThatFailsAgainAndAgain() {
        Entry failing = drained("web2").cameBackWith("6.1.0-30-amd64").phase(Entry.BOOT, Duration.ofSeconds(35));
        String why = "post_boot task 20-undrain failed with exit 1; see its output in the log";
        for (int run = 0; run < 5; run++) {
            failing = (run == 0 ? failing : failing.returningAgain())
                    .phase("health", Duration.ofSeconds(2))
                    .task(new TaskRun("post_boot", "10-mount", 0, Duration.ofMillis(120)))
                    .task(new TaskRun("post_boot", "20-undrain", 1, Duration.ofMillis(800)))
                    .phase("post_boot_tasks", Duration.ofMillis(930))
                    .withSetback(100, why, STARTED.plusSeconds(200 + 300L * run));
        }
        holds(
                "post-task-fails",
                "a post_boot task that failed in five runs",
                STARTED.plusSeconds(1_500),
                List.of(held(failing, ClaimState.RETURNING, STARTED.plusSeconds(197))),
                failing);
        Entry waiting = failing;
        for (int run = 0; run < 16; run++) {
            waiting = waiting.withSetback(
                    106, "5 failures in a row; `rebootmgr resume --node web2`", STARTED.plusSeconds(1_700 + 10L * run));
        }
        holds(
                "post-task-waits",
                "the same, which tries no more and waits for somebody",
                STARTED.plusSeconds(2_000),
                List.of(held(failing, ClaimState.RETURNING, STARTED.plusSeconds(197))),
                waiting);
        Entry done = failing.returningAgain()
                .phase("health", Duration.ofSeconds(2))
                .task(new TaskRun("post_boot", "10-mount", 0, Duration.ofMillis(100)))
                .task(new TaskRun("post_boot", "20-undrain", 0, Duration.ofMillis(700)))
                .phase("post_boot_tasks", Duration.ofMillis(810))
                .phase("health", Duration.ofMillis(20))
                .ended(0, "rebooted: new kernel", STARTED.plusSeconds(1_700));
        holds("post-task-fixed", "the same, once it was fixed", done);
    }

    private static Entry stoppedInADrain() {
        return begun("web2", Duration.ZERO, "/run/reboot_required")
                .task(new TaskRun("pre_boot", "10-drain", -1, Duration.ofSeconds(40)))
                .phase("pre_boot_tasks", Duration.ofSeconds(40))
                .ended(
                        102,
                        "stopped by service/rebootmgr/stop: incident 42; `rebootmgr resume` clears it",
                        STARTED.plusSeconds(42))
                .leftDrained();
    }

    @Test
    void aStopInADrainAndWhatWasUndoneLater() {
        holds("stopped", "a stop in the middle of a drain", stoppedInADrain());
        Entry undone = stoppedInADrain()
                .task(new TaskRun("abort", "10-undrain", 0, Duration.ofMillis(300)))
                .undone(STARTED.plusSeconds(1_842));
        holds("stopped-undone", "the same, after the first run without the stop", undone);
    }

    @Test
    void aReleaseAndWhoAsked() {
        Entry released =
                drained("web5").released("bob@admin1", "mainboard is dead", 5, STARTED.plus(Duration.ofHours(20)));
        holds("released", "a slot that an operator freed; somebody else had asked for the reboot", released);
        Entry back = released.cameBackWith("6.1.0-30-amd64")
                .phase(Entry.BOOT, Duration.ofHours(22))
                .phase("health", Duration.ofSeconds(2))
                .ended(0, "rebooted: new kernel", STARTED.plus(Duration.ofHours(22)));
        holds("released-back", "the same node, which came back after all", back);
        Golden.json(
                "history/released-json",
                "what --json prints of a release",
                Json.pretty(HistoryPage.json(logbook(List.of(), released))));
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
        Unreadable empty = new Unreadable("r/nodes/web1/history", "is empty");
        Logbook logbook = new Logbook(List.of(), Map.of(), List.of(empty));
        Golden.holds(
                "history/garbage",
                "a logbook that cannot be read",
                HistoryPage.of(logbook, "", new Times(STARTED, ZONE), false).text());
    }

    @Test
    void programsGetWhatStandsInConsul() {
        Golden.json("history/json", "what --json prints", Json.pretty(HistoryPage.json(logbook(List.of(), whole()))));
        Entry going = drained("web2").withSetback(107, "the reboot command failed: exit 1", STARTED.plusSeconds(163));
        Golden.json(
                "history/json-in-progress",
                "what --json prints of what goes on",
                Json.pretty(HistoryPage.json(
                        logbook(List.of(held(going, ClaimState.REBOOTING, STARTED.plusSeconds(162))), going))));
    }
}
