package io.rebootmgr.rollout;

import static io.rebootmgr.rollout.Some.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Boot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands in Consul: written, read, of a newer version, and garbage. */
class RolloutsTest {
    private static final Keys KEYS = new Keys("p");
    private static final String FUTURE = """
            {"rollouts":[{"id":"r9","version":"v9","change":"hot","groups":["db"],
              "waves":[{"name":"canaries","soak_s":60,"nodes":2,"colour":"blue"}],"open":0,"since":"2026-01-01T00:00:00Z",
              "state":"frozen","max_failed":0,"by":"x","started":"2026-01-01T00:00:00Z","barrier":true}],"epoch":7}""";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static View view(String key, String value) {
        return new View(List.of(new View.Entry(key, utf8(value), 5, Optional.empty())));
    }

    @Test
    void whatIsWrittenIsRead() throws MalformedJson {
        Rollout rollout = Some.soaking(Some.rollout(2), 1)
                .having(List.of(new Fallen("c1", "dead", NOW)))
                .finalizedFor("web")
                .to(RolloutState.PAUSED, "paused by bob");
        Rollouts all = Rollouts.NONE.with(rollout);
        assertThat(Rollouts.parse(all.bytes())).isEqualTo(all);
        RolloutRecord record = RolloutRecord.begun(rollout)
                .with(
                        rollout.to(RolloutState.DONE, ""),
                        new Note(NOW, "web1", "done", ""),
                        Some.results(rollout, "c1=ok r1=skipped"));
        assertThat(RolloutRecord.parse(record.bytes())).isEqualTo(record);
        assertThat(record.ended()).contains(NOW);
        assertThat(record.results()).extracting(Tally::wave, Tally::nodes).hasSize(2);
        NodeResult result = Some.node("rest", ResultState.LEFT_OUT).to(ResultState.FAILED, "disk", NOW);
        assertThat(NodeResult.parse(result.bytes())).isEqualTo(result);
        NodeResult done = result.done(new NodeResult.Came(new Boot("b1", "0/a"), "6.1", "web"), NOW);
        assertThat(NodeResult.parse(done.bytes())).isEqualTo(done);
        Versions versions = Versions.NONE.with(new PublishedVersion(
                "v2", PublishedVersion.Kind.MAJOR, NOW, "alice", "notes", Set.of("db"), OtherFields.NONE));
        View of = view(KEYS.versions(), Json.line(versions.json()));
        assertThat(Versions.in(of, KEYS)).isEqualTo(versions);
    }

    @Test
    void whatANewerVersionWroteIsCarriedThrough() throws MalformedJson {
        Rollouts future = Rollouts.parse(utf8(FUTURE));
        assertThat(future.all().getFirst().state()).isEqualTo(RolloutState.UNKNOWN);
        assertThat(Json.parse(future.bytes())).isEqualTo(Json.parse(utf8(FUTURE)));
        Rollouts more = future.with(Some.rollout(0))
                .replacing(Some.in(Some.rollout(0), 1))
                .without("r1");
        assertThat(Json.parse(more.bytes())).isEqualTo(Json.parse(utf8(FUTURE)));

        String node =
                "{\"id\":\"r1\",\"wave\":\"rest\",\"state\":\"baking\",\"at\":\"2026-01-01T00:00:00Z\",\"oven\":1}";
        NodeResult result = NodeResult.parse(utf8(node));
        assertThat(result.state().isOpen()).isTrue();
        assertThat(Json.parse(result.bytes())).isEqualTo(Json.parse(utf8(node)));
        assertThat(Json.line(Json.parse(result.to(ResultState.OK, "", NOW).bytes())))
                .contains("\"state\":\"ok\"", "\"oven\":1");

        String versions =
                "{\"versions\":[{\"version\":\"v\",\"kind\":\"security\",\"published\":\"2026-01-01T00:00:00Z\","
                        + "\"by\":\"a\",\"notes\":\"\",\"cve\":3}],\"next\":1}";
        Versions read = Versions.in(view(KEYS.versions(), versions), KEYS);
        assertThat(read.all().getFirst().kind()).isEqualTo(PublishedVersion.Kind.MAJOR);
        assertThat(Json.parse(read.bytes())).isEqualTo(Json.parse(utf8(versions)));
    }

    @Test
    void oneThatCannotBeReadIsNamedAndCarriedThrough() throws MalformedJson {
        String broken = "{\"rollouts\":[{\"id\":\"r8\",\"change\":\"melt\"},7]}";
        Rollouts all = Rollouts.parse(utf8(broken));
        assertThat(all.all()).isEmpty();
        assertThat(all.broken()).extracting(Rollouts.Broken::id).containsExactly("r8", "");
        assertThat(all.broken().getFirst().why()).contains("as change, expected hot, drain, reboot or detect");
        assertThat(Json.parse(all.bytes())).isEqualTo(Json.parse(utf8(broken)));
        assertThat(all.without("r8").broken()).hasSize(1);
        assertThat(Starting.obstacle(view(KEYS.rollouts(), broken), KEYS, List.of("any")))
                .get()
                .isInstanceOf(Starting.Result.Unreadable.class);
        for (String garbage : List.of("", "x", "[]", "{}", "{\"rollouts\":{}}")) {
            assertThatThrownBy(() -> Rollouts.parse(utf8(garbage))).isInstanceOf(MalformedJson.class);
        }
    }

    @Test
    void keysOfOtherRolloutsMeanNothing() {
        Rollout rollout = Some.rollout(0);
        NodeResult old = NodeResult.waiting("r0", "rest", NOW);
        View view = new View(List.of(
                new View.Entry(KEYS.rolloutNode("a"), old.bytes(), 1, Optional.empty()),
                new View.Entry(
                        KEYS.rolloutNode("b"), Some.node("rest", ResultState.OK).bytes(), 1, Optional.empty()),
                new View.Entry(KEYS.rolloutNode("c"), utf8("garbage"), 1, Optional.empty())));
        Results results = Results.of(rollout, view, KEYS);
        assertThat(results.nodes()).containsOnlyKeys("b");
        assertThat(results.unreadable()).containsOnlyKeys("c");
    }

    @Test
    void aChangeIsWrittenByCompareAndSetWithItsRecord() throws MalformedJson {
        Rollout rollout = Some.rollout(0);
        View view = view(KEYS.rollouts(), new String(Rollouts.NONE.with(rollout).bytes(), StandardCharsets.UTF_8));
        Results results = Some.results(rollout, "c1=waiting");
        Orders.Answer.Obeyed aborted =
                (Orders.Answer.Obeyed) new Orders(rollout, results, "bob", "wrong one", NOW).abort();
        List<Operation> write =
                RolloutWrite.of(view, KEYS, aborted.next(), results, new Note(NOW, "bob", aborted.what(), "wrong one"));
        Operation.PutIf first = (Operation.PutIf) write.get(0);
        Operation.PutIf second = (Operation.PutIf) write.get(1);
        assertThat(first.index()).isEqualTo(5);
        assertThat(Rollouts.parse(first.value()).all()).isEmpty();
        assertThat(second.index()).isZero();
        RolloutRecord record = RolloutRecord.parse(second.value());
        assertThat(record.rollout().state()).isEqualTo(RolloutState.ABORTED);
        assertThat(record.notes().getLast().why()).isEqualTo("wrong one");
        assertThat(record.results()).extracting(Tally::waiting).containsExactly(1, 0);
    }

    @Test
    void theLogbookKeepsFiftyOfAGroupAndARecordAHundredNotes() {
        RolloutRecord record = RolloutRecord.begun(Some.rollout(0));
        Results results = Some.results(record.rollout(), "");
        for (int n = 0; n < 300; n++) {
            record = record.with(record.rollout(), new Note(NOW, "bob", "n" + n, ""), results);
        }
        assertThat(record.notes()).hasSize(100);
        assertThat(record.notes().getFirst().what()).isEqualTo("started");
        assertThat(record.notes().getLast().what()).isEqualTo("n299");

        List<RolloutRecord> all = new ArrayList<>();
        IntStream.range(0, 60).forEach(n -> all.add(record("x" + n, n, "web")));
        all.add(record("db", 0, "db"));
        assertThat(RolloutRecord.excess(all))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(n -> "x" + n).toList());
    }

    private static RolloutRecord record(String id, int minute, String group) {
        Order one = Some.order(0, "rest");
        Order order = new Order(
                id,
                one.version(),
                one.change(),
                Set.of(group),
                one.waves(),
                0,
                ChosenTasks.ALL,
                "a",
                "",
                NOW.plus(Duration.ofMinutes(minute)));
        Rollout rollout = Rollout.started(order);
        return RolloutRecord.begun(rollout)
                .with(
                        rollout.to(RolloutState.DONE, ""),
                        new Note(order.started(), "a", "done", ""),
                        Results.of(rollout, Map.of(), Map.of()));
    }

    @Test
    void aVersionsNameIsOneWord() {
        for (String name : List.of("v1.2", "2026.11-3", "deadbeef", "openstack/2025.1", "a")) {
            assertThat(PublishedVersion.isName(name)).as(name).isTrue();
        }
        for (String name : List.of("", "-x", "a b", "a\n", "ä", "x".repeat(101))) {
            assertThat(PublishedVersion.isName(name)).as(name).isFalse();
        }
    }
}
