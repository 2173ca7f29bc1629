package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a run whose process may stand still for a while, with a session that outlives that, or does not. */
class SessionGuardTest {
    private static final Keys KEYS = new Keys("service/rebootmgr");
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final String LOCK = KEYS.preparing("web", "web1");

    private final World world = new World("web1", "web", KEYS);
    private @Nullable Kind failure;
    private final Ports ports = new Ports(consul(), world, world, world, () -> "claim");

    /** One that answers as long as nothing has failed: the lock is held, and no other key is there. */
    private Consul consul() {
        View held = new View(List.of(new View.Entry(LOCK, new byte[0], 1, 1, Optional.of("session"))));
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (failure != null) {
                        throw new ConsulException(failure, "connection refused");
                    }
                    return switch (method.getName()) {
                        case "read" -> held;
                        case "renewSession" -> true;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private SessionGuard held() {
        SessionGuard guard = SessionGuard.ofSession(ports, world.self(), "session", TTL);
        assertThat(guard.lookBeforeStart()).isEmpty();
        return guard;
    }

    private void standStill(Duration still) {
        world.sleep(still);
    }

    /** An agent that was killed is back in a moment; one that was stopped has left, and its sessions are over. */
    @ParameterizedTest
    @CsvSource({"10, true", "60, false"})
    void behindAStandstillWithoutAnAgentNothingBegins(int seconds, boolean begins) {
        SessionGuard guard = held();
        standStill(Duration.ofSeconds(seconds));
        failure = Kind.NO_AGENT;

        assertThat(guard.lookBeforeStart().isEmpty()).isEqualTo(begins);
    }

    @ParameterizedTest
    @CsvSource({"10, true", "60, false"})
    void norDoesWhatUndoesADrain(int seconds, boolean begins) {
        Alone alone = held().alone();
        standStill(Duration.ofSeconds(seconds));
        failure = Kind.NO_AGENT;

        assertThat(SessionGuard.ofUndoing(ports, world.self(), alone)
                        .lookBeforeStart()
                        .isEmpty())
                .isEqualTo(begins);
    }

    /** Nobody ends a session before its TTL whose agent runs, or whose servers cannot be asked. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "NO_LEADER"})
    void aDrainIsUndoneAsLongAsTheSessionLivesForSure(Kind kind) {
        Alone alone = held().alone();
        standStill(TTL.minusSeconds(1));
        failure = kind;
        SessionGuard undoing = SessionGuard.ofUndoing(ports, world.self(), alone);

        assertThat(undoing.lookBeforeStart()).isEmpty();
        standStill(Duration.ofSeconds(1));
        assertThat(undoing.lookBeforeStart()).isPresent();
    }

    @Test
    void whatWasLostIsAloneNoMore() {
        SessionGuard guard = held();
        failure = Kind.NO_AGENT;
        assertThat(guard.look()).isEmpty();

        assertThat(guard.alone()).isEqualTo(Alone.NEVER);
    }
}
