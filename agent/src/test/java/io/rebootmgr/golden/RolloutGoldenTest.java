package io.rebootmgr.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.RolloutDraft;
import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.Orders;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.Wave;
import io.rebootmgr.rollout.WavePlanning.Filled;
import io.rebootmgr.show.RolloutHistoryPage;
import io.rebootmgr.show.RolloutJson;
import io.rebootmgr.show.RolloutPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people and programs see of rollouts. */
class RolloutGoldenTest {
    private static final Instant START = Instant.parse("2026-01-30T09:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-30T12:02:00Z");
    private static final Times TIMES = new Times(NOW, ZoneOffset.UTC);
    private static final Keys KEYS = new Keys("p");

    private static Wave wave(String name, int nodes) {
        return new Wave(name, Duration.ofMinutes(30), Optional.empty(), nodes, OtherFields.NONE);
    }

    static Order order() {
        return new Order(
                "9f6c1a542e8b",
                "v42",
                RolloutChange.REBOOT,
                Set.of("web", "db"),
                List.of(wave("canaries", 2), wave("25%", 5), wave("rest", 15)),
                1,
                ChosenTasks.ALL,
                "alice@adm1",
                "openssl and a new kernel",
                START);
    }

    private static String web(int number) {
        return "web%02d".formatted(number);
    }

    private static View nodes(ResultState first, ResultState second) {
        List<View.Entry> entries = new ArrayList<>();
        IntStream.rangeClosed(1, 22).forEach(n -> {
            String wave = n <= 2 ? "canaries" : n <= 7 ? "25%" : "rest";
            ResultState state = n == 1 ? first : n == 2 ? second : ResultState.WAITING;
            NodeResult result = NodeResult.waiting("9f6c1a542e8b", wave, START)
                    .to(
                            state,
                            state == ResultState.FAILED ? "exit 100: task 20-nova failed" : "",
                            START.plusSeconds(600));
            entries.add(new View.Entry(KEYS.rolloutNode(web(n)), result.bytes(), 1, Optional.empty()));
        });
        return new View(entries);
    }

    private static RolloutView view(ResultState first, ResultState second, String... why) {
        Rollout rollout = Rollout.started(order());
        return RolloutView.of(rollout, Results.of(rollout, nodes(first, second), KEYS), List.of(why), 0);
    }

    @Test
    void beforeItIsStarted() {
        List<String> odd = IntStream.rangeClosed(3, 7).mapToObj(n -> web(2 * n)).toList();
        List<String> rest =
                IntStream.rangeClosed(20, 34).mapToObj(RolloutGoldenTest::web).toList();
        RolloutDraft draft = new RolloutDraft(
                order(),
                List.of(
                        new Filled(wave("canaries", 2), List.of("db1", "web01")),
                        new Filled(wave("25%", 5), odd),
                        new Filled(wave("rest", 15), rest)),
                new TreeMap<>(Map.of(
                        "web90", "left alone: in deny of the policy", "web91", "left alone: in deny of the policy")),
                List.of("web01 is left alone as long as it is leased, by bob@adm1 for maintenance"));
        Golden.holds(
                "rollout/start",
                "what `rollout start` shows before it asks",
                RolloutPage.of(draft, false).text());
    }

    @Test
    void underWay() {
        RolloutView view =
                view(ResultState.OK, ResultState.RUNNING, "wave canaries waits for web02", "web02 is rebooting");
        Golden.holds(
                "rollout/running",
                "one canary is done",
                RolloutPage.of(view, false, TIMES, false).text());
        Golden.json("rollout/json", "the same for programs", Json.pretty(RolloutJson.of(view)));
        Golden.holds("rollout/list", "`rollout list`", list(false, List.of(), view));
    }

    private static String list(boolean isUnsure, List<Unreadable> unreadable, RolloutView... views) {
        RolloutReading.Found found = new RolloutReading.Found(List.of(views), unreadable, isUnsure);
        return RolloutPage.list(found, TIMES, false).text();
    }

    /** What cannot be read is not what there is not. */
    @Test
    void nothingIsListedAsNothingOnlyWhereAllWasRead() {
        List<Unreadable> some = List.of(new Unreadable("k", "is empty"));
        assertThat(list(false, List.of())).isEqualTo("no rollout is under way, and none is in the logbook\n");
        assertThat(list(true, some)).isEqualTo("which rollouts are under way cannot be read\n");
        assertThat(list(false, some))
                .isEqualTo("no rollout is under way, and which were cannot be read from the logbook\n");
        assertThat(list(true, some, view(ResultState.OK, ResultState.RUNNING)))
                .startsWith("which rollouts are under way cannot be read, so there may be more than these\n");
    }

    @Test
    void paused() {
        Rollout rollout = Rollout.started(order());
        Results results = Results.of(rollout, nodes(ResultState.OK, ResultState.FAILED), KEYS);
        Orders.Answer.Obeyed paused =
                (Orders.Answer.Obeyed) new Orders(rollout, results, "bob@adm2", "latency is up", NOW).pause();
        RolloutView view =
                RolloutView.of(paused.next(), results, List.of(paused.next().why()), 0);
        Golden.holds(
                "rollout/paused",
                "a canary has failed, and somebody has paused it",
                RolloutPage.of(view, false, TIMES, false).text());
    }

    @Test
    void failed() {
        Rollout rollout = Rollout.started(order());
        Results results = Results.of(rollout, nodes(ResultState.FAILED, ResultState.FAILED), KEYS);
        Rollout stands = rollout.failing("web01", "", NOW).failing("web02", "", NOW);
        Golden.holds(
                "rollout/failed",
                "more nodes have failed than it bears",
                RolloutPage.of(RolloutView.of(stands, results, List.of(stands.why()), 0), false, TIMES, false)
                        .text());
    }

    @Test
    void inTheLogbook() {
        Rollout rollout = Rollout.started(order());
        Results results = Results.of(rollout, nodes(ResultState.FAILED, ResultState.RUNNING), KEYS);
        Orders.Answer.Obeyed aborted =
                (Orders.Answer.Obeyed) new Orders(rollout, results, "bob@adm2", "v42 leaks memory", NOW).abort();
        RolloutRecord record = RolloutRecord.begun(rollout)
                .with(rollout, new Note(NOW.minusSeconds(60), "bob@adm2", "paused", "latency is up"), results)
                .with(
                        aborted.next(),
                        new Note(NOW.plus(Duration.ofDays(1)), "bob@adm2", "aborted", "v42 leaks memory"),
                        results);
        Golden.holds(
                "rollout/history",
                "`history --rollouts` of one that was aborted a day later",
                RolloutHistoryPage.of(List.of(record), List.of(), "", TIMES, false)
                        .text());
        Golden.holds(
                "rollout/aborted",
                "`rollout status --nodes` of the same",
                RolloutPage.of(RolloutView.of(record, results), true, TIMES, false)
                        .text());
    }
}
