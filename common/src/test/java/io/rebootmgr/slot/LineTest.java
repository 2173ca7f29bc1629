package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is next in line for a slot. */
class LineTest {
    private static final Keys KEYS = new Keys("service/rebootmgr");

    private static View.Entry waiting(String node, long index) {
        return new View.Entry(KEYS.waiting("web", node), bytes("{}"), index, Optional.empty());
    }

    private static Line line(int limit, String... nodes) {
        List<View.Entry> waiting = new ArrayList<>();
        for (String node : nodes) {
            waiting.add(waiting(node, waiting.size() + 1L));
        }
        return Line.of(new View(waiting), KEYS, "web", limit, Set.of());
    }

    @Test
    void whoBeganToWaitFirstIsFirstWhateverItsName() {
        View view = new View(List.of(waiting("a", 30), waiting("b", 10), waiting("c", 20)));
        assertThat(Line.of(view, KEYS, "web", 1, Set.of()).nodes()).containsExactly("b", "c", "a");
    }

    @Test
    void whoWaitsNoMoreIsNotInLine() {
        View view = new View(List.of(waiting("a", 30), waiting("b", 10), waiting("c", 20)));
        assertThat(Line.of(view, KEYS, "web", 1, Set.of("b")).nodes()).containsExactly("c", "a");
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 5", "10, 21", "1000000, 50"})
    void itIsAsLongAsTwoReboots(int limit, int expected) {
        String[] many = new String[100];
        for (int node = 0; node < many.length; node++) {
            many[node] = "web" + node;
        }
        assertThat(line(limit, many).nodes()).hasSize(expected);
    }

    @Test
    void aNodeOfAnotherGroupWhoseNameBeginsLikeOursIsNotInOurLine() {
        View.Entry other = new View.Entry(KEYS.waiting("web2", "x"), bytes("{}"), 1, Optional.empty());
        assertThat(Line.of(new View(List.of(other)), KEYS, "web", 1, Set.of())).isEqualTo(Line.NONE);
    }

    @Test
    void itIsReadBackAsItWasWritten() {
        Line line = line(2, "web3", "web1");
        View view = new View(List.of(new View.Entry(KEYS.next("web"), line.bytes(), 5, Optional.empty())));
        assertThat(Line.in(view, KEYS, "web")).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{}", "[]", "{\"nodes\":1}", "{\"nodes\":[1]}"})
    void oneThatCannotBeReadIsNone(String value) {
        View view = new View(List.of(new View.Entry(KEYS.next("web"), bytes(value), 5, Optional.empty())));
        assertThat(Line.in(view, KEYS, "web")).isEqualTo(Line.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
