package io.rebootmgr.logbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Entry.End;
import io.rebootmgr.logbook.Entry.Phase;
import io.rebootmgr.logbook.Entry.Released;
import io.rebootmgr.logbook.Entry.Result;
import io.rebootmgr.logbook.Entry.TaskRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An attempt's line in the logbook: one a claim, whoever writes it and however often. */
class EntryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String OLD = "{\"claim\":\"c\",\"node\":\"web1\",\"group\":\"web\",\"reason\":\"r\","
            + "\"started\":\"2026-01-31T12:00:00Z\","
            + "\"kernel_before\":\"6.1\",\"by\":[%s],\"ignored\":[],\"phases\":[],\"tasks\":[]%s}";

    private static Entry begun() {
        return Entry.begun("c", "web1", "web", "new kernel", List.of("/run/need"), NOW)
                .from("6.1", "1.4.0");
    }

    private static Entry read(String json) throws Exception {
        byte[] book = ("{\"entries\":[" + json + "]}").getBytes(StandardCharsets.UTF_8);
        return History.parse(book).entries().getFirst();
    }

    private static Entry written(Entry... inOrder) throws Exception {
        History history = History.NONE;
        for (Entry entry : inOrder) {
            history = History.parse(history.with(entry).bytes());
        }
        assertThat(history.entries()).as("one entry a claim").hasSize(1);
        return history.entries().getFirst();
    }

    @Test
    void whatAnOlderAgentWroteIsReadAndWhatANewerOneAddsIsKept() throws Exception {
        Entry entry = read(OLD.formatted("", ""));
        assertThat(entry.waited()).isEmpty();
        assertThat(entry.agent()).isEmpty();
        assertThat(entry.result()).isEqualTo(Result.IN_PROGRESS);
        String newer = ",\"waited_milliseconds\":60000,\"agent_version\":\"1.4.0\",\"moon\":{\"phase\":\"full\"}";
        Entry more = read(OLD.formatted("", newer));
        assertThat(more.waited()).contains(Duration.ofMinutes(1));
        assertThat(Json.line(more.ended(0, "rebooted", NOW).json())).contains("\"moon\":{\"phase\":\"full\"}");
        assertThat(Json.line(written(more, begun()).json()))
                .as("of an entry that is written by who never read it")
                .contains("\"moon\":{\"phase\":\"full\"}");
    }

    @Test
    void moreUnknownFieldsThanFitAreNotKept() throws Exception {
        String large = ",\"moon\":\"" + "x".repeat(5_000) + "\"";
        assertThat(read(OLD.formatted("", large)).others()).isEqualTo(OtherFields.NONE);
    }

    @Test
    void everyFieldIsReadBackAsItWasWritten() throws Exception {
        Entry entry = begun().ignoring(List.of("uptime"))
                .waited(Duration.ofMinutes(14))
                .waiving(List.of("web, by alice"))
                .task(new TaskRun("post_boot", "10-undrain", 1, SECOND))
                .task(new TaskRun("post_boot", "10-undrain", 1, SECOND))
                .phase(Entry.BOOT, SECOND)
                .phase("health", SECOND)
                .returningAgain()
                .phase("health", SECOND)
                .returningAgain()
                .cameBackWith("6.2")
                .withSetback(100, "a task failed", NOW)
                .withSetback(100, "a task failed", NOW)
                .ended(102, "stopped", NOW)
                .leftDrained()
                .undone(NOW.plusSeconds(1))
                .released("bob@a", "gone", 5, NOW);
        assertThat(read(Json.line(entry.json()))).isEqualTo(entry);
    }

    @Test
    void anEntryKeepsTheLastFiftyTasks() {
        Entry entry = begun();
        for (int i = 0; i < 60; i++) {
            entry = entry.task(new TaskRun("pre_boot", "task" + i, 0, Duration.ZERO));
        }
        assertThat(entry.tasks()).hasSize(50);
        assertThat(entry.tasks().getLast().name()).isEqualTo("task59");
    }

    @Test
    void aNightOfFailuresPushesNothingOut() {
        Entry entry = begun().task(new TaskRun("pre_boot", "10-drain", 0, SECOND))
                .phase("pre_boot_tasks", SECOND)
                .phase("settle", SECOND)
                .phase(Entry.BOOT, SECOND);
        for (int run = 0; run < 100; run++) {
            entry = entry.returningAgain()
                    .phase("health", SECOND)
                    .task(new TaskRun("post_boot", "10-mount", 0, SECOND))
                    .task(new TaskRun("post_boot", "20-undrain", 1, SECOND.multipliedBy(run)))
                    .phase("post_boot_tasks", SECOND)
                    .withSetback(100, "failed", NOW.plusSeconds(run));
        }
        assertThat(entry.tasks())
                .containsExactly(
                        new TaskRun("pre_boot", "10-drain", 0, SECOND),
                        new TaskRun("post_boot", "10-mount", 0, SECOND, 100),
                        new TaskRun("post_boot", "20-undrain", 1, SECOND.multipliedBy(99), 100));
        assertThat(entry.phases())
                .startsWith(
                        new Phase("pre_boot_tasks", SECOND),
                        new Phase("settle", SECOND),
                        new Phase(Entry.BOOT, SECOND),
                        new Phase("health", SECOND.multipliedBy(99), 99))
                .hasSize(7);
        assertThat(entry.setback().orElseThrow().times()).isEqualTo(100);
        assertThat(entry.withSetback(2, "unhealthy", NOW)
                        .setback()
                        .orElseThrow()
                        .times())
                .as("another code")
                .isEqualTo(1);
    }

    @Test
    void theFirstEndStaysAndWhatWasUndoneLaterIsAdded() throws Exception {
        Entry stopped = begun().ended(102, "stopped", NOW).leftDrained();
        Entry undone =
                stopped.task(new TaskRun("abort", "10-undrain", 0, SECOND)).undone(NOW.plusSeconds(60));
        Entry entry = written(begun(), stopped, undone, undone);
        assertThat(entry.end()).contains(new End(102, "stopped", NOW));
        assertThat(entry.drained()).isFalse();
        assertThat(entry.undone()).contains(NOW.plusSeconds(60));
        assertThat(entry.tasks()).hasSize(1);
    }

    @Test
    void aReleaseIsAResultOfItsOwnOfTheAttemptItself() throws Exception {
        Entry released = begun().released("bob@a", "mainboard is dead", 5, NOW.plusSeconds(9));
        assertThat(released.result()).isEqualTo(Result.RELEASED);
        assertThat(released.end()).contains(new End(5, "released by bob@a: mainboard is dead", NOW.plusSeconds(9)));
        assertThat(released.by()).as("who asked").containsExactly("/run/need");

        Entry noticed = begun().ended(5, "the claim is gone", NOW.plusSeconds(11));
        Entry preparing = written(begun(), released, noticed);
        assertThat(preparing.result()).isEqualTo(Result.RELEASED);
        assertThat(preparing.end()).isEqualTo(released.end());
        assertThat(preparing.undone()).as("when its run had undone it").contains(NOW.plusSeconds(11));

        Entry failing = begun().withSetback(100, "failed", NOW.plusSeconds(50));
        assertThat(written(begun(), released, failing).result()).isEqualTo(Result.RELEASED);
        Entry back = written(begun(), released, failing, begun().ended(0, "rebooted", NOW.plusSeconds(60)));
        assertThat(back.result()).isEqualTo(Result.REBOOTED);
        assertThat(back.released()).isEqualTo(released.released());
    }

    @Test
    void aReleaseThatAnOlderAgentWroteIsOneToo() throws Exception {
        String end = ",\"end\":{\"code\":5,\"why\":\"released by bob@a: gone\",\"at\":\"2026-01-31T12:00:00Z\"}";
        Entry old = read(OLD.formatted("\"operator bob@a\"", end));
        Instant at = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(old.released()).contains(new Released("bob@a", "gone", at));
        assertThat(old.result()).isEqualTo(Result.RELEASED);
        assertThat(old.by()).as("who asked is not known").isEmpty();
        Entry whole = written(old, begun().ended(0, "rebooted", NOW));
        assertThat(whole.released()).isEqualTo(old.released());
        assertThat(whole.by()).containsExactly("/run/need");
    }

    @Test
    void whatANodeLostWithItsStateDirectoryIsInItsLogbook() throws Exception {
        Entry known = begun().phase("settle", SECOND);
        Entry adopted = Entry.begun("c", "web1", "web", "new kernel", List.of(), NOW.plusSeconds(50));
        Entry entry = written(known, adopted.ended(0, "rebooted", NOW.plusSeconds(60)));
        assertThat(entry.by()).containsExactly("/run/need");
        assertThat(entry.started()).isEqualTo(NOW);
        assertThat(entry.kernelBefore()).isEqualTo("6.1");
    }

    @Test
    void whatNobodyWantedAnyMoreIsNoRebootThoughItsCodeIsZero() {
        Entry over = begun().ended(0, "given up: the trigger has gone", NOW);
        assertThat(over.result()).isEqualTo(Result.GIVEN_UP);
        History history = new History(List.of(over));
        assertThat(history.newestCounted()).isEmpty();
        assertThat(history.rebootsFor("/run/need", "new kernel", NOW.minusSeconds(1), ""))
                .isZero();
    }

    @Test
    void whoAskedIsToldApart() {
        Entry entry = Entry.begun(
                "c", "n", "g", "r", List.of("operator al@a", "operator", "/run/x", "p/n/x", "rollout 4aec"), NOW);
        assertThat(entry.askers())
                .extracting(Asker::text)
                .containsExactly("operator al@a", "an operator", "file /run/x", "key p/n/x", "rollout 4aec");
        assertThat(Optional.of(entry).filter(Entry::byOperator)).isPresent();
    }
}
