package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Failures make it wait longer, and never so long that the end of an outage is missed. */
class BackoffTest {
    @Test
    void itDoublesUpToTenSecondsAndBeginsAgainAfterASuccess() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1));
        assertThat(Stream.generate(backoff::take).limit(6).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
        backoff.reset();
        assertThat(backoff.take()).hasSeconds(1);
    }
}
