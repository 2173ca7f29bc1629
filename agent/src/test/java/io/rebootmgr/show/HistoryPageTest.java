package io.rebootmgr.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Unreadable;
import io.rebootmgr.logbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryPageTest {
    private static final Instant STARTED = Instant.parse("2026-01-31T12:00:00.123Z");
    private static final Entry BEGUN = new Entry(
            "3f2a9c11d0e4",
            "web1",
            "web",
            "new kernel",
            List.of("/run/reboot_required"),
            List.of(),
            STARTED,
            "6.1.0-29",
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty());

    private static String page(Entry... entries) {
        return HistoryPage.of(new Logbook(List.of(entries), List.of()), "web1", false)
                .text();
    }

    @Test
    void aRebootWithItsPhasesAndTasks() {
        Entry entry = BEGUN.phase("pre_boot_tasks", Duration.ofMillis(3_400))
                .task(new Entry.TaskRun("pre_boot", "10-drain", 0, Duration.ofMillis(3_390)))
                .phase("settle", Duration.ofSeconds(130))
                .phase("boot", Duration.ofSeconds(75))
                .cameBackWith("6.1.0-30")
                .ended(0, "rebooted: new kernel", STARTED.plusSeconds(300));
        assertThat(page(entry)).isEqualTo("""
                STARTED (UTC)        NODE  CLAIM         RESULT  WHAT
                2026-01-31 12:00:00  web1  3f2a9c11d0e4  0 done  new kernel (by /run/reboot_required)
                                                                 phases: pre_boot_tasks 3s, settle 2m 10s, boot 1m
                                                                 15s
                                                                 tasks: pre_boot/10-drain exit 0 (3s)
                                                                 kernel 6.1.0-29 -> 6.1.0-30
                """);
    }

    @Test
    void aFailureTellsItsCodeItsMeaningAndWhy() {
        Entry entry = BEGUN.task(new Entry.TaskRun("pre_boot", "10-drain", -1, Duration.ofMillis(80)))
                .ended(100, "pre_boot task 10-drain was ended", STARTED);
        assertThat(page(entry)).isEqualTo("""
                STARTED (UTC)        NODE  CLAIM         RESULT             WHAT
                2026-01-31 12:00:00  web1  3f2a9c11d0e4  100 a task failed  new kernel (by /run/reboot_required)
                                                                            pre_boot task 10-drain was ended
                                                                            tasks: pre_boot/10-drain was ended
                                                                            (80ms)
                """);
    }

    @Test
    void ignoredGatesAreLoudAndAnAttemptThatGoesOnIsTold() {
        Entry entry = new Entry(
                "c",
                "web1",
                "web",
                "x",
                List.of("operator"),
                List.of("health", "window"),
                STARTED,
                "",
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
        assertThat(page(entry)).contains("under way  x (by operator)", "IGNORED gates: health, window");
    }

    @Test
    void aNodeWithoutALogbookSaysSo() {
        assertThat(page()).isEqualTo("web1 has no logbook: no reboot was tried yet\n");
    }

    @Test
    void aLogbookThatCannotBeReadIsNamed() {
        Logbook logbook = new Logbook(List.of(), List.of(new Unreadable("r/nodes/web1/history", "is empty")));
        assertThat(HistoryPage.of(logbook, "web1", false).text()).isEqualTo("""
                UNREADABLE KEY        WHAT IS WRONG WITH IT
                r/nodes/web1/history  is empty
                see `consul kv get KEY`, then mend or delete it
                """);
    }
}
