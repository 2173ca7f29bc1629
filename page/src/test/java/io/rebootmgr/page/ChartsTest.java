package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.logbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static Entry entry(String node, String group, Instant started) {
        return Entry.begun("claim-" + node, node, group, "kernel", List.of("file"), started);
    }

    @Test
    void drawsWhatStandsInTheLogbooks() {
        Entry first = entry("web1", "web", NOON.minusSeconds(3600))
                .phase("settle", Duration.ofSeconds(60))
                .phase("boot", Duration.ofSeconds(120))
                .ended(0, "rebooted: kernel", NOON.minusSeconds(3000));
        Entry second = entry("db1", "db", NOON.minusSeconds(600)).phase("settle", Duration.ofSeconds(90));
        assertThat(Charts.json(List.of(second, first), NOON).toString())
                .isEqualTo("{\"progress\":{\"times\":[1769857800],\"done\":[1]},"
                        + "\"timeline\":{\"groups\":[\"db\",\"web\"],\"runs\":["
                        + "{\"group\":1,\"node\":\"web1\",\"from\":1769857200,\"to\":1769857800,\"result\":\"rebooted\"},"
                        + "{\"group\":0,\"node\":\"db1\",\"from\":1769860200,\"to\":1769860800,\"result\":\"in progress\"}]},"
                        + "\"phases\":{\"names\":[\"settle\",\"boot\"],\"medians\":[90,120],\"longest\":[90,120]}}");
    }

    /** Else there would be nothing to see of all the others. */
    @Test
    void whatBeganInTheFutureIsLeftOut() {
        Entry ahead = entry("web1", "web", Instant.parse("9999-01-01T00:00:00Z"));
        Entry now = entry("web2", "web", NOON.plusSeconds(60));

        assertThat(Charts.json(List.of(ahead, now), NOON).path("timeline").path("runs"))
                .hasSize(1);
    }

    @Test
    void drawsNothingOfNothing() {
        assertThat(Charts.json(List.of(), NOON).path("timeline").path("runs")).isEmpty();
    }
}
