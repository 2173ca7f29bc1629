package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is next in line for a slot. */
class NextInLineTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Limits LIMIT = new Limits(1);
    private static final Keys KEYS = new Keys("service/rebootmgr");

    private static View.Entry waiting(String node, long index) {
        return new View.Entry(KEYS.waiting("web", node), bytes("{}"), index, Optional.empty());
    }

    private static View.Entry waiting(String node, long index, long created, String value) {
        return new View.Entry(KEYS.waiting("web", node), bytes(value), index, created, Optional.empty());
    }

    private static NextInLine line(int limit, String... nodes) {
        List<View.Entry> waiting = new ArrayList<>();
        for (String node : nodes) {
            waiting.add(waiting(node, waiting.size() + 1L));
        }
        return of(new View(waiting), limit, Set.of());
    }

    private static NextInLine of(View waiting, int limit, Set<String> without) {
        return NextInLine.of(
                waiting, KEYS, "web", new Occupied(List.of(), new Limits(limit)), without, NextInLine.NONE, NOW);
    }

    private static List<String> nodes(NextInLine line) {
        return line.waiters().stream().map(NextInLine.Waiter::node).toList();
    }

    @Test
    void whoBeganToWaitFirstIsFirstWhateverItsName() {
        View view = new View(List.of(waiting("a", 30), waiting("b", 10), waiting("c", 20)));
        assertThat(nodes(of(view, 1, Set.of()))).containsExactly("b", "c", "a");
    }

    @Test
    void whoWaitsNoMoreIsNotInLine() {
        View view = new View(List.of(waiting("a", 30), waiting("b", 10), waiting("c", 20)));
        assertThat(nodes(of(view, 1, Set.of("b")))).containsExactly("c", "a");
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 5", "10, 21", "1000000, 50"})
    void itIsAsLongAsTwoReboots(int limit, int expected) {
        String[] many = new String[100];
        for (int node = 0; node < many.length; node++) {
            many[node] = "web" + node;
        }
        assertThat(line(limit, many).waiters()).hasSize(expected);
    }

    @Test
    void aNodeOfAnotherGroupWhoseNameBeginsLikeOursIsNotInOurLine() {
        View.Entry other = new View.Entry(KEYS.waiting("web2", "x"), bytes("{}"), 1, Optional.empty());
        assertThat(of(new View(List.of(other)), 1, Set.of())).isEqualTo(NextInLine.NONE);
    }

    @Test
    void whoStaysInLineKeepsTheTimeAtWhichItWasNamed() {
        NextInLine old = NextInLine.NONE.with("b", Domain.NONE, 0, new Limits(1), NOW);
        Instant later = NOW.plusSeconds(60);
        View view = new View(List.of(waiting("a", 1), waiting("b", 2)));
        assertThat(NextInLine.of(view, KEYS, "web", new Occupied(List.of(), new Limits(1)), Set.of(), old, later)
                        .waiters())
                .containsExactly(new NextInLine.Waiter("a", later), new NextInLine.Waiter("b", NOW));
    }

    /**
     * Else one that never comes could not be told from one that was named just now, and would cost its turn for ever.
     */
    @Test
    void whoIsSaidToBeNamedAheadOfTheClockIsNamedNow() {
        Instant ahead = Instant.parse("2099-01-01T00:00:00Z");
        NextInLine old = NextInLine.NONE
                .with("ghost", Domain.NONE, 0, new Limits(1), ahead)
                .with("b", Domain.NONE, 0, new Limits(1), NOW.minusSeconds(60));
        View view = new View(List.of(waiting("ghost", 1), waiting("b", 2)));
        NextInLine line = NextInLine.of(view, KEYS, "web", new Occupied(List.of(), new Limits(1)), Set.of(), old, NOW);
        assertThat(line.waiters())
                .containsExactly(new NextInLine.Waiter("ghost", NOW), new NextInLine.Waiter("b", NOW.minusSeconds(60)));
        assertThat(old.with("ghost", Domain.NONE, 7, new Limits(1), NOW).waiters())
                .contains(new NextInLine.Waiter("ghost", NOW, Domain.NONE, 7));
    }

    @Test
    void whoBeginsToWaitIsNamedWhereThereIsRoom() {
        assertThat(nodes(line(1, "a", "b").with("c", Domain.NONE, 0, new Limits(1), NOW)))
                .containsExactly("a", "b", "c");
        assertThat(nodes(line(1, "a", "b", "c").with("d", Domain.NONE, 0, new Limits(1), NOW)))
                .containsExactly("a", "b", "c");
        assertThat(nodes(line(1, "a", "b").with("a", Domain.NONE, 0, new Limits(1), NOW)))
                .containsExactly("a", "b");
    }

    @Test
    void itIsReadBackAsItWasWritten() {
        NextInLine line = line(2, "web3", "web1");
        View view = new View(List.of(new View.Entry(KEYS.next("web"), line.bytes(), 5, Optional.empty())));
        assertThat(NextInLine.in(view, KEYS, "web")).isEqualTo(line);
    }

    @Test
    void whoCostsLessGoesFirstAndAmongEqualsWhoCameFirst() {
        View view = new View(List.of(
                waiting("a", 70, 10, "{\"impact\":60}"),
                waiting("b", 20, 20, "{\"impact\":0}"),
                waiting("c", 30, 30, "{\"impact\":60}"),
                waiting("d", 90, 5, "{\"impact\":-1}"),
                waiting("e", 99, 7, "{\"impact\":1000001}"),
                waiting("f", 98, 8, "garbage with \"impact\":3"),
                waiting("g", 40, 40, "{\"impact\":1,\"new\":true}")));
        assertThat(nodes(of(view, 10, Set.of()))).containsExactly("d", "e", "f", "b", "g", "a", "c");
    }

    @Test
    void whoBeginsToWaitGoesBeforeThoseWhoCostMoreAndTakesThePlaceOfTheLast() {
        NextInLine line = line(1).with("a", Domain.NONE, 5, LIMIT, NOW).with("b", Domain.NONE, 9, LIMIT, NOW);
        assertThat(nodes(line.with("c", Domain.NONE, 5, LIMIT, NOW))).containsExactly("a", "c", "b");
        NextInLine full = line.with("c", Domain.NONE, 7, LIMIT, NOW);
        assertThat(nodes(full.with("d", Domain.NONE, 0, LIMIT, NOW))).containsExactly("d", "a", "c");
        assertThat(full.with("d", Domain.NONE, 9, LIMIT, NOW)).isEqualTo(full);
        Limits racks = new Limits(1, 1, Limits.NONE, Duration.ZERO);
        assertThat(full.with("d", Domain.NONE, 0, racks, NOW)).isEqualTo(full);
    }

    @Test
    void whoseImpactChangesMovesAndKeepsTheTimeAtWhichItWasNamed() {
        NextInLine line = line(1).with("a", Domain.NONE, 5, LIMIT, NOW)
                .with("b", Domain.NONE, 6, LIMIT, NOW)
                .with("c", Domain.NONE, 7, LIMIT, NOW);
        NextInLine moved = line.with("a", Domain.NONE, 60, LIMIT, NOW.plusSeconds(60));
        assertThat(nodes(moved)).containsExactly("b", "c", "a");
        assertThat(moved.waiters()).extracting(NextInLine.Waiter::named).containsOnly(NOW);
        View written = new View(List.of(new View.Entry(KEYS.next("web"), moved.bytes(), 5, Optional.empty())));
        assertThat(NextInLine.in(written, KEYS, "web")).isEqualTo(moved);
    }

    /** Limit 1 and a rack at a time: who is first in the rack that is out is named, though two wait before it. */
    @Test
    void whoCouldGoIsNamedThoughOthersWaitForADomainToBeEmpty() {
        List<View.Entry> waiting = new ArrayList<>();
        for (int n = 1; n <= 9; n++) {
            String rack = n == 8 ? "r1" : "r2";
            waiting.add(new View.Entry(
                    KEYS.waiting("web", "n" + n),
                    bytes("{\"since\":\"2026-01-01T00:00:00Z\",\"domain\":\"" + rack + "\"}"),
                    n,
                    Optional.empty()));
        }
        Occupied out = new Occupied(List.of("r1"), new Limits(1, Limits.NONE, 1, Duration.ZERO));
        NextInLine line = NextInLine.of(new View(waiting), KEYS, "web", out, Set.of(), NextInLine.NONE, NOW);
        assertThat(nodes(line)).containsExactly("n1", "n2", "n8");
        View written = new View(List.of(new View.Entry(KEYS.next("web"), line.bytes(), 5, Optional.empty())));
        assertThat(NextInLine.in(written, KEYS, "web")).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "{}", "[]", "{\"nodes\":1}", "{\"nodes\":[1]}", "{\"nodes\":[{\"node\":\"a\"}]}"})
    void oneThatCannotBeReadIsNone(String value) {
        View view = new View(List.of(new View.Entry(KEYS.next("web"), bytes(value), 5, Optional.empty())));
        assertThat(NextInLine.in(view, KEYS, "web")).isEqualTo(NextInLine.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
