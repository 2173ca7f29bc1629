package io.rebootmgr.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseTextTest {
    private static final Instant SINCE = Instant.parse("2026-01-30T12:02:03Z");
    private static final Lease LEASE = new Lease(
            "1",
            "bob@admin1",
            "maintenance",
            "disk\n\u001B[31mswap",
            SINCE,
            Optional.of(Duration.ofMinutes(1)),
            Optional.empty());

    @Test
    void peopleReadTheirOwnTime() {
        assertThat(LEASE.text(ZoneId.of("Europe/Berlin")))
                .startsWith(
                        "bob@admin1 for maintenance (as long as its session lives) since Fri 2026-01-30 13:02 CET: disk");
    }

    @Test
    void theKeyHasItInUtc() {
        assertThat(new String(LEASE.bytes(), UTF_8)).contains("\"since\":\"2026-01-30T12:02:03Z\"");
    }

    /** To know a zone costs an idle run more than all else that it does. */
    @Test
    void nobodyAsksForAZoneOfANodeThatIsFree() {
        assertThat(new LeaseState.Free().holder(() -> {
                    throw new AssertionError("asked");
                }))
                .isEmpty();
    }
}
