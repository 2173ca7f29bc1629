package io.rebootmgr.leasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.host.Clock;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.LeaseEntry.How;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever ends a lease, whatever its id, means the one that stands there. */
class LeaseReleaseTest {
    private static final Keys KEYS = new Keys("p");
    private static final LeaseRelease.Order FORCED =
            new LeaseRelease.Order("web1", Optional.empty(), How.FORCED, "alice@adm1", "gone home");

    private final Consul consul = mock(Consul.class);
    private final Clock clock = mock(Clock.class);

    @BeforeEach
    void aClock() {
        when(clock.now()).thenReturn(Instant.parse("2026-01-31T12:00:00Z"));
    }

    private static View held(String id) {
        String lease = "{\"id\":\"" + id + "\",\"holder\":\"bob\",\"purpose\":\"maintenance\",\"since\":"
                + "\"2026-01-31T11:00:00Z\",\"hold\":true}";
        return standing(lease);
    }

    private static View standing(String value) {
        return new View(List.of(new View.Entry(
                KEYS.lease("web1"), value.getBytes(StandardCharsets.UTF_8), value.hashCode(), Optional.empty())));
    }

    private LeaseRelease.Result carriedOut() {
        return new LeaseRelease(consul, KEYS, clock).carryOut(FORCED);
    }

    @Test
    void whoCameBehindALostAnswerKeepsItsLease() {
        when(consul.read(any(), any())).thenReturn(held("a"), held("b"));
        when(consul.write(any())).thenReturn(new Written.Unknown("the answer was lost"));
        assertThat(carriedOut())
                .isInstanceOfSatisfying(
                        LeaseRelease.Result.Released.class,
                        released -> assertThat(released.was())
                                .isInstanceOfSatisfying(
                                        LeaseState.Held.class,
                                        was -> assertThat(was.lease())
                                                .extracting(Lease::id)
                                                .isEqualTo("a")));
        verify(consul, times(1)).write(any());
    }

    @Test
    void whoCameBehindARefusedWriteKeepsItsLease() {
        when(consul.read(any(), any())).thenReturn(held("a"), held("b"));
        when(consul.write(any())).thenReturn(new Written.Refused(List.of("the index has changed")));
        assertThat(carriedOut()).isInstanceOf(LeaseRelease.Result.NotThere.class);
        verify(consul, times(1)).write(any());
    }

    @Test
    void garbageIsEndedToo() {
        when(consul.read(any(), any())).thenReturn(standing("garbage"));
        when(consul.write(any())).thenReturn(new Written.Applied());
        assertThat(carriedOut()).isInstanceOf(LeaseRelease.Result.Released.class);
    }
}
