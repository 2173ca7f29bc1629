package io.rebootmgr.leasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.LeaseEntry.How;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever ends a lease, whatever its id, means the one that stands there. */
class LeaseReleaseTest {
    private static final Keys KEYS = new Keys("p");
    private static final LeaseRelease.Order FORCED =
            new LeaseRelease.Order("web1", Optional.empty(), How.FORCED, "alice@adm1", "gone home");

    private final Consul consul = mock(Consul.class);
    private final PatientClock clock = new PatientClock();

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
        return new LeaseRelease(consul, KEYS, clock).carryOut(FORCED, Duration.ofSeconds(30));
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

    /** Nobody would try again for a command that has ended. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NO_AGENT", "UNREACHABLE", "NO_LEADER"})
    void anElectionOrARestartIsWaitedFor(Kind kind) {
        ConsulException silent = new ConsulException(kind, "no answer");
        when(consul.read(any(), any())).thenThrow(silent, silent, silent).thenReturn(held("a"));
        when(consul.write(any())).thenReturn(new Written.Applied());
        assertThat(carriedOut()).isInstanceOf(LeaseRelease.Result.Released.class);
    }

    @Test
    void aConsulThatStaysSilentIsNotWaitedForForEver() {
        when(consul.read(any(), any())).thenThrow(new ConsulException(Kind.UNREACHABLE, "no answer"));
        assertThatThrownBy(this::carriedOut).isInstanceOf(ConsulException.class).hasMessage("no answer");
        assertThat(clock.elapsed()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
        verify(consul, never()).write(any());
    }

    @Test
    void whatWasSentAndCannotBeReadBackIsUncertain() {
        when(consul.read(any(), any()))
                .thenReturn(held("a"))
                .thenThrow(new ConsulException(Kind.NO_AGENT, "connection refused"));
        when(consul.write(any())).thenReturn(new Written.Unknown("the answer was lost"));
        assertThat(carriedOut()).isEqualTo(new LeaseRelease.Result.Uncertain("connection refused"));
    }
}
