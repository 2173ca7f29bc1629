package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who waits for a slot. */
class WaitingLineTest {
    private static final Keys KEYS = new Keys("service/rebootmgr");

    private static View.Entry waiting(String group, String node, String value, long index) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new View.Entry(KEYS.waiting(group, node), bytes, index, Optional.empty());
    }

    @Test
    void everybodyHasAPlaceInTheOrderInWhichTheyCame() {
        View view = new View(List.of(
                waiting("web", "a", "{\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"new kernel\"}", 30),
                waiting("web", "b", "{\"since\":\"2026-01-01T00:00:00Z\"}", 10),
                waiting("web2", "c", "{}", 5)));
        WaitingLine line = WaitingLine.of(view, KEYS, "web");
        assertThat(line.waiting()).extracting(WaitingLine.Waiting::node).containsExactly("b", "a");
        assertThat(line.place("a")).contains(2);
        assertThat(line.place("c")).isEmpty();
        assertThat(line.waiting().get(1))
                .isEqualTo(new WaitingLine.Waiting(
                        "a", Optional.of(Instant.parse("2026-01-01T00:00:00Z")), "new kernel", Domain.NONE));
    }

    /** A node that tells its impact anew writes its key anew, and is as old as before. */
    @Test
    void whoWritesItsKeyAnewKeepsItsPlace() {
        byte[] value = "{\"since\":\"2026-01-01T00:00:00Z\",\"impact\":7}".getBytes(StandardCharsets.UTF_8);
        View view = new View(List.of(
                new View.Entry(KEYS.waiting("web", "a"), value, 90, 10, Optional.empty()),
                new View.Entry(KEYS.waiting("web", "b"), value, 20, 20, Optional.empty()),
                waiting("web", "c", "{}", 30)));
        WaitingLine line = WaitingLine.of(view, KEYS, "web");
        assertThat(line.waiting()).extracting(WaitingLine.Waiting::node).containsExactly("c", "a", "b");
        assertThat(line.waiting()).extracting(WaitingLine.Waiting::impact).containsExactly(0, 7, 7);
    }

    @Test
    void garbageWaitsAsWellAndNamesThatCannotBeDoNot() {
        View view = new View(List.of(waiting("web", "a", "garbage", 1), waiting("web", "x/y", "{}", 2)));
        assertThat(WaitingLine.of(view, KEYS, "web").waiting())
                .containsExactly(new WaitingLine.Waiting("a", Optional.empty(), "", Domain.NONE));
    }
}
