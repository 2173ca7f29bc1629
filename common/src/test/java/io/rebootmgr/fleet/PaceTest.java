package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static Entry entry(Duration settle, Duration boot, Duration health) {
        return Entry.begun("c", "web1", "web", "kernel", List.of("file"), NOON)
                .phase("settle", settle)
                .phase("boot", boot)
                .phase("health", health)
                .ended(0, "rebooted: kernel", NOON.plusSeconds(600));
    }

    private static Pace pace(Entry... entries) {
        return Pace.of(List.of(entries), Policy.DEFAULTS, Set.of());
    }

    @Test
    void isTheMedianOfThoseThatSucceeded() {
        Pace pace = pace(
                entry(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(3)),
                entry(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(5)),
                entry(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(4)));

        assertThat(pace.before()).hasSeconds(2);
        assertThat(pace.boot()).hasSeconds(20);
        assertThat(pace.after()).hasSeconds(4);
        assertThat(pace.sample()).isEqualTo(3);
    }

    /** A node writes its own logbook, and what others expect of it goes into sums of thousands of turns. */
    @ParameterizedTest
    @ValueSource(longs = {-36_500, -1, 36_500})
    void noLogbookMakesOthersExpectTheAbsurd(long days) {
        Duration absurd = Duration.ofDays(days);
        Entry entry = entry(absurd, absurd, absurd).phase("vote", absurd).phase("disk", absurd);

        Pace pace = pace(entry);

        assertThat(List.of(pace.before(), pace.boot(), pace.after(), pace.vote()))
                .allMatch(part -> !part.isNegative() && part.toDays() <= 30);
    }
}
