package io.rebootmgr.leasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.lease.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who waits for a node, waits for Consul too. */
class AcquisitionTest {
    private static final Keys KEYS = new Keys("p");
    private static final LeaseOrder ORDER =
            new LeaseOrder("web1", "bob", Purpose.CONFIG, "monthly run", Optional.empty());
    private final ConsulException silent = new ConsulException(Kind.UNREACHABLE, "no answer");

    private final Consul consul = mock(Consul.class);
    private final PatientClock clock = new PatientClock();

    private Acquisition.Result acquired(Duration patience) {
        return Acquisition.acquire(consul, KEYS, clock, ORDER, "9f6c1a542e8b", patience);
    }

    @Test
    void anElectionIsWaitedForAsLongAsTheNode() {
        when(consul.read(any(), any())).thenThrow(silent, silent, silent).thenReturn(new View(List.of()));
        when(consul.write(any())).thenReturn(new Written.Applied());
        assertThat(acquired(Duration.ofMinutes(2))).isInstanceOf(Acquisition.Result.Acquired.class);
    }

    @Test
    void whoWantsNotToWaitHearsOfItAtOnce() {
        when(consul.read(any(), any())).thenThrow(silent);
        assertThatThrownBy(() -> acquired(Duration.ZERO)).isSameAs(silent);
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void whoWaitsDoesNotWaitForEver() {
        when(consul.read(any(), any())).thenThrow(silent);
        assertThatThrownBy(() -> acquired(Duration.ofMinutes(2))).isSameAs(silent);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(2));
        verify(consul, never()).write(any());
    }

    /** The session ended while nobody could renew it, and with it what was sent before. */
    @Test
    void whoLostItsSessionWhileItWaitedMakesAnother() {
        LeaseOrder kept =
                new LeaseOrder("web1", "bob", Purpose.CONFIG, "monthly run", Optional.of(Duration.ofSeconds(10)));
        when(consul.createSession(any(), any())).thenReturn("s1", "s2");
        when(consul.read(any(), any()))
                .thenReturn(new View(List.of()))
                .thenAnswer(call -> {
                    clock.sleep(Duration.ofSeconds(20));
                    throw silent;
                })
                .thenReturn(new View(List.of()));
        when(consul.write(any())).thenReturn(new Written.Unknown("lost"), new Written.Applied());
        when(consul.renewSession("s1")).thenReturn(false);
        assertThat(Acquisition.acquire(consul, KEYS, clock, kept, "9f6c1a542e8b", Duration.ofMinutes(2)))
                .isInstanceOfSatisfying(
                        Acquisition.Result.Acquired.class,
                        acquired -> assertThat(acquired.session()).contains("s2"));
    }
}
