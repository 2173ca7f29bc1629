package io.rebootmgr.logbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node says of itself, as it goes to Consul and comes back. */
class LogbookTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aLogbookFitsIntoAValueOfConsulsWhateverStandsInIt() throws Exception {
        History history = History.NONE;
        for (int n = 0; n < 30; n++) {
            Entry entry = Entry.begun("c" + n, "web1", "web", "ü".repeat(10_000), List.of(), NOW);
            for (int task = 0; task < 60; task++) {
                String name = "%s%03d".formatted("\u4E2D".repeat(80), task);
                entry = entry.task(new Entry.TaskRun("pre_boot", name, 0, Duration.ZERO));
            }
            history = history.with(entry.ended(100, "ü".repeat(10_000), NOW));
        }
        assertThat(history.bytes().length).isLessThanOrEqualTo(History.MAX_BYTES);
        assertThat(History.parse(history.bytes()).entries())
                .as("the newest")
                .hasSizeGreaterThan(1)
                .last()
                .isEqualTo(history.entries().getLast());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void aStatusIsReadBackAsItWasWritten(State state) throws Exception {
        NodeStatus status = status(state, NOW);
        assertThat(NodeStatus.parse(status.bytes())).isEqualTo(status);
    }

    /** The clock of a boot drifts by milliseconds, and a hold that is told as over has to be over. */
    @Test
    void aHoldEndsWithTheMinuteInWhichItIsOver() throws Exception {
        NodeStatus.Last held = heldUntil(NOW.truncatedTo(ChronoUnit.MINUTES).plusMillis(7));
        Instant end = NOW.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);

        NodeStatus status = status(State.HELD, NOW).ended(held);
        assertThat(NodeStatus.parse(status.bytes()).last().orElseThrow().until())
                .contains(end);
        assertThat(status.says(status(State.HELD, NOW).ended(heldUntil(end)))).isTrue();
        assertThat(held.reason(end.minusMillis(1))).isEqualTo("held by uptime");
        assertThat(held.reason(end)).isEqualTo("its next run decides; was held by uptime");
        assertThat(new NodeStatus.Last(9, "held by health", NOW).reason(end)).isEqualTo("held by health");
    }

    /** Whoever pauses for ever writes the last moment that can be written, and the minute after it cannot be read. */
    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31T23:59:59Z", "9999-12-31T23:59:01Z", "1970-01-01T00:00:00Z"})
    void whateverTheEndOfAHoldAStatusThatTellsItCanBeRead(String end) throws Exception {
        NodeStatus status = status(State.HELD, NOW).ended(heldUntil(Instant.parse(end)));
        assertThat(NodeStatus.parse(status.bytes())).isEqualTo(status);
    }

    /** It is for people alone. */
    @Test
    void anEndThatCannotBeReadHidesNoNode() throws Exception {
        String status = new String(status(State.HELD, NOW).ended(heldUntil(NOW)).bytes(), StandardCharsets.UTF_8);
        String garbled = status.replaceFirst("\"until\":\"[^\"]*\"", "\"until\":\"soon\"");
        assertThat(garbled).isNotEqualTo(status);
        assertThat(NodeStatus.parse(garbled.getBytes(StandardCharsets.UTF_8))
                        .last()
                        .orElseThrow()
                        .until())
                .isEmpty();
    }

    private static NodeStatus.Last heldUntil(Instant end) {
        return new NodeStatus.Last(9, "held by uptime", NOW, Optional.of("uptime"), Optional.of(end));
    }

    @Test
    void aStatusSaysTheSameWheneverItIsSaid() {
        assertThat(status(State.HELD, NOW).says(status(State.HELD, NOW.plusSeconds(300))))
                .isTrue();
        assertThat(status(State.HELD, NOW).says(status(State.IDLE, NOW))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{}", "[]", "{\"group\":1}", "\u0000"})
    void aStatusOfAnotherFormIsMalformed(String value) {
        assertThatThrownBy(() -> NodeStatus.parse(value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJson.class);
    }

    @Test
    void theHistoryKeepsTheLastTwentyAndOneLineAClaim() throws Exception {
        History history = History.NONE;
        for (int i = 0; i < 25; i++) {
            history = history.with(entry("claim" + i, 100));
        }
        history = history.with(entry("claim24", 0));
        History read = History.parse(history.bytes());
        assertThat(read).isEqualTo(history);
        assertThat(read.entries()).hasSize(20);
        assertThat(read.entries().getFirst().claim()).isEqualTo("claim5");
        assertThat(read.entries().getLast().end().orElseThrow().code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "IDLE, IDLE",
        "HELD, IDLE",
        "FAILED, IDLE",
        "PARKED, IDLE",
        "PREPARING, PREPARING",
        "REBOOTING, REBOOTING",
        "RETURNING, RETURNING"
    })
    void resumedForgetsFailuresAndWhatIsParkedButNotWhatGoesOn(State before, State after) {
        NodeStatus resumed = status(before, NOW)
                .with(new RebootLoop(List.of("/run/reboot_required"), "c1"))
                .resumed("c2");
        assertThat(resumed.state()).isEqualTo(after);
        assertThat(resumed.failures()).isZero();
        assertThat(resumed.parked()).isEmpty();
        assertThat(resumed.loop()).isEqualTo(new RebootLoop(List.of(), "c2"));
        assertThat(resumed.last()).isEqualTo(status(before, NOW).last());
        assertThat(resumed.resumed("c3"))
                .as("nothing is held against it any more, so nothing is forgiven")
                .isEqualTo(resumed);
    }

    @Test
    void whatLooksLikeALoopIsReadBackAndOlderAgentsKnowOfNone() throws Exception {
        NodeStatus status = status(State.PARKED, NOW);
        NodeStatus looping = status.with(new RebootLoop(List.of("/run/reboot_required"), "c1"));
        assertThat(NodeStatus.parse(looping.bytes())).isEqualTo(looping);
        assertThat(new String(status.bytes(), StandardCharsets.UTF_8)).doesNotContain("looping", "forgiven");
    }

    private static Entry reboot(String claim, String by, String reason, Duration ago, Duration endedAgo) {
        return Entry.begun(claim, "web1", "web", reason, List.of(by), NOW.minus(ago))
                .ended(0, "rebooted", NOW.minus(endedAgo));
    }

    private static int counted(List<Entry> entries, String forgiven) {
        return new History(entries).rebootsFor("/run/need", "new kernel", NOW.minus(Duration.ofHours(6)), forgiven);
    }

    @ParameterizedTest(name = "by {0} for {1}, from {2} to {3} ago: {4}")
    @CsvSource({
        "/run/need,        new kernel, PT1H,  PT55M,  1",
        "/run/need,        other,      PT1H,  PT55M,  1",
        "/run/other,       new kernel, PT1H,  PT55M,  1",
        "/run/other,       other,      PT1H,  PT55M,  0",
        "operator alice@a, new kernel, PT1H,  PT55M,  0",
        "operator,         new kernel, PT1H,  PT55M,  0",
        "/run/need,        new kernel, PT7H,  PT6H,   1",
        "/run/need,        new kernel, PT7H,  PT6H1S, 0",
        // A clock that was set back since, and one that was wrong right after the boot.
        "/run/need,        new kernel, -PT1H, -PT2H,  1",
        "/run/need,        new kernel, PT1H,  PT480000H, 1"
    })
    void rebootsForOneReasonAreCounted(String by, String reason, Duration ago, Duration endedAgo, int count) {
        assertThat(counted(List.of(reboot("c", by, reason, ago, endedAgo)), "")).isEqualTo(count);
    }

    @Test
    void whatCameToNothingOrWasForgivenIsNotCounted() {
        Duration hour = Duration.ofHours(1);
        Entry first = reboot("c1", "/run/need", "r", hour, hour);
        Entry second = reboot("c2", "/run/need", "r", hour, hour);
        Entry failed =
                Entry.begun("c3", "web1", "web", "r", List.of("/run/need"), NOW).ended(100, "task failed", NOW);
        Entry goingOn = Entry.begun("c4", "web1", "web", "r", List.of("/run/need"), NOW);
        List<Entry> all = List.of(first, second, failed, goingOn);
        assertThat(counted(all, "")).isEqualTo(2);
        assertThat(counted(all, "c1")).isEqualTo(1);
        assertThat(counted(all, "c2")).isZero();
        assertThat(counted(all, "dropped long ago")).isEqualTo(2);
        assertThat(new History(all).newestCounted()).isEqualTo("c2");
    }

    @Test
    void attemptsThatCameToNothingDoNotPushOutTheRebootsThatAreCounted() {
        Duration hour = Duration.ofHours(1);
        History history = History.NONE;
        for (int reboot = 0; reboot < 3; reboot++) {
            history = history.with(reboot("c" + reboot, "/run/need", "r", hour, hour));
            for (int i = 0; i < 30; i++) {
                history = history.with(entry("later" + reboot + "-" + i, 10));
            }
        }
        assertThat(history.entries()).hasSize(20);
        assertThat(counted(history.entries(), "")).isEqualTo(3);
        assertThat(counted(history.entries(), history.newestCounted())).isZero();
    }

    @Test
    void changesInARowCountForTheDetectorThatAskedForMoreBehindEach() {
        History history = History.NONE
                .with(changed("c0", "detector a", "detector a"))
                .with(changed("c1", "detector a"))
                .with(changed("c2", "detector a", "detector a"))
                .with(changed("c3", "detector b", "detector b"))
                .with(entry("c4", 10))
                .with(changed("c5", "detector a", "detector a"));

        assertThat(history.turnsFor("detector a", Instant.MIN, "")).isEqualTo(2);
        assertThat(history.turnsFor("detector a", Instant.MIN, "c2")).isOne();
        assertThat(history.turnsFor("detector a", NOW.plusSeconds(1), "")).isZero();
        assertThat(history.turnsFor("detector b", Instant.MIN, "")).isOne();
        assertThat(history.newestCounted()).isEqualTo("c5");
    }

    private static Entry changed(String claim, String by, String... moreBy) {
        return Entry.begun(claim, "web1", "web", "r", List.of(by), NOW)
                .of(ChangeKind.HOT)
                .asksForMore(List.of(moreBy))
                .ended(0, "changed: r", NOW);
    }

    private static NodeStatus status(State state, Instant at) {
        return new NodeStatus(
                "web",
                state,
                "6.1",
                "boot",
                "1.0",
                2,
                Optional.of(new Last(2, "held by health: db", at)),
                List.of(new Parked("/run/reboot_required", "1:2")));
    }

    private static Entry entry(String claim, int code) {
        return Entry.begun(claim, "web1", "web", "new kernel", List.of("operator"), NOW)
                .from("6.1", "1.4.0")
                .ignoring(List.of("uptime"))
                .waited(Duration.ofMinutes(14))
                .cameBackWith("6.2")
                .phase("settle", Duration.ofSeconds(130))
                .ended(code, "why", NOW);
    }
}
